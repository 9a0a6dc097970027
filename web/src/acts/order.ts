/** What moves tasks within their project's order, and into and out of one another; pure. */
import { compareRank, placed } from '../domain/rank.ts'
import type { Edit, Task } from '../sync/records.ts'

export type Step = 'up' | 'down' | 'top' | 'bottom'

/** Returns the open tasks among which a task stands, in manual order, itself included. */
export function siblingsOf(task: Task, all: readonly Task[]): Task[] {
  return all.filter((each) => !each.completed && areSiblings(each, task)).sort(compareRank)
}

/** Returns the edits that move tasks among their siblings; those of one parent go together. */
export function stepping(tasks: readonly Task[], step: Step, all: readonly Task[]): Edit[] {
  return grouped(tasks).flatMap((group) => {
    const siblings = siblingsOf(group[0]!, all)
    const [rest, moved] = split(siblings, group)
    if (!moved.length) return []
    const first = rest.filter((each) => compareRank(each, moved[0]!) < 0).length
    const last = rest.filter((each) => compareRank(each, moved.at(-1)!) < 0).length
    const index = { up: first - 1, down: last + 1, top: 0, bottom: rest.length }[step]
    if (index < 0 || index > rest.length) return []
    const wanted = [...rest.slice(0, index), ...moved, ...rest.slice(index)]
    if (wanted.every((task, i) => task === siblings[i])) return []
    return positions(placed(rest, moved, index))
  })
}

/** Returns the edits that nest tasks in the one above them, at the end of what is nested there. */
export function indenting(tasks: readonly Task[], all: readonly Task[]): Edit[] {
  return grouped(tasks).flatMap((group) => {
    const [rest, moved] = split(siblingsOf(group[0]!, all), group)
    const parent = rest.filter((each) => compareRank(each, moved[0] ?? group[0]!) < 0).at(-1)
    if (!parent) return []
    const nested = all.filter((each) => each.parent_id === parent.id).sort(compareRank)
    return nesting(moved, parent.id, placed(nested, moved, nested.length))
  })
}

/** Returns the edits that take tasks out of the one that they are nested in, to right after it. */
export function outdenting(tasks: readonly Task[], all: readonly Task[]): Edit[] {
  return grouped(tasks).flatMap((group) => {
    const parent = all.find((each) => each.id === group[0]!.parent_id)
    if (!parent) return []
    const [rest] = split(all.filter((each) => areSiblings(each, parent)).sort(compareRank), group)
    const index = rest.findIndex(({ id }) => id === parent.id) + 1
    return nesting(group, parent.parent_id, placed(rest, group, index))
  })
}

/** Returns a task's place among its siblings, counted from 1, and how many they are. */
export function placeAmong(task: Task, all: readonly Task[]): { place: number; of: number } {
  const siblings = siblingsOf(task, all)
  return { place: siblings.findIndex(({ id }) => id === task.id) + 1, of: siblings.length }
}

function areSiblings(a: Task, b: Task): boolean {
  return (
    a.parent_id === b.parent_id &&
    a.project_id === b.project_id &&
    // What is nested lies where its parent does.
    (a.parent_id !== null || a.section_id === b.section_id)
  )
}

/** Returns tasks by their siblings, each group in order. */
function grouped(tasks: readonly Task[]): Task[][] {
  const groups = new Map<string, Task[]>()
  for (const task of [...tasks].sort(compareRank)) {
    const key = task.parent_id ?? `${task.project_id}/${task.section_id}`
    groups.set(key, [...(groups.get(key) ?? []), task])
  }
  return [...groups.values()]
}

function split(siblings: readonly Task[], group: readonly Task[]): [rest: Task[], moved: Task[]] {
  const ids = new Set(group.map(({ id }) => id))
  return [siblings.filter(({ id }) => !ids.has(id)), siblings.filter(({ id }) => ids.has(id))]
}

function positions(keys: Map<string, string>): Edit[] {
  return [...keys].map(([id, position]) => ({
    noun: 'task',
    verb: 'change',
    id,
    set: { position },
  }))
}

function nesting(moved: readonly Task[], parent: string | null, keys: Map<string, string>): Edit[] {
  const ids = new Set(moved.map(({ id }) => id))
  return positions(keys).map((edit) =>
    ids.has(edit.id) ? { ...edit, set: { parent_id: parent, ...edit.set } } : edit,
  )
}
