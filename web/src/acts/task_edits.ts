/** What acts on tasks write, as edits; pure, so that each can be held to its rule. */
import { newId } from '../lib/ids.ts'
import { lastPosition } from '../sync/positions.ts'
import type { Edit, Noun, RecordOf, Task } from '../sync/records.ts'

/** Reads records: as the replica does. */
export interface Records {
  of<N extends Noun>(noun: N, above: string): readonly RecordOf<N>[]
  get<N extends Noun>(noun: N, id: string): RecordOf<N> | undefined
}

/** Returns the edits that set the same fields in tasks; those that have the values already are left out. */
export function changing(tasks: readonly Task[], set: Partial<Task>): Edit[] {
  const differs = (task: Task) =>
    Object.entries(set).some(
      ([name, value]) => JSON.stringify(task[name as keyof Task]) !== JSON.stringify(value),
    )
  return tasks.filter(differs).map(({ id }) => ({ noun: 'task', verb: 'change', id, set }))
}

/**
 * Returns the edits that complete tasks. One that repeats goes on to its next date: the occurrence
 * that is shown is named, so that two devices complete it once. What is nested in a task that is done
 * for good is done with it.
 */
export function completing(tasks: readonly Task[], records: Records): Edit[] {
  const open = tasks.filter((task) => !task.completed)
  const repeating = open.filter((task) => task.repeat)
  const plain = open.filter((task) => !task.repeat)
  const closed = closing(plain, 'done', records)
  const done = new Set(closed.map(({ id }) => id))
  const forward = repeating.filter(({ id }) => !done.has(id))
  return [...closed, ...forward.map((task) => onOccurrence('complete', task))]
}

/** Returns the edits that close tasks for good with all that is open in them; series end. */
export function closing(
  tasks: readonly Task[],
  status: 'done' | 'cancelled',
  records: Records,
): Edit[] {
  return withNested(tasks, records)
    .filter((task) => !task.completed)
    .map(({ id, repeat }) => ({
      noun: 'task',
      verb: 'change',
      id,
      set: repeat && status === 'done' ? { status, repeat: null } : { status },
    }))
}

/** Returns the edits that leave out the occurrence of repeating tasks that is shown. */
export function skipping(tasks: readonly Task[]): Edit[] {
  return tasks
    .filter((task) => task.repeat && !task.completed)
    .map((task) => onOccurrence('skip', task))
}

function onOccurrence(verb: 'complete' | 'skip', task: Task): Edit {
  return { noun: 'task', verb, id: task.id, set: { occurrence: task.repeat!.occurrence } }
}

/** Returns the edits that put tasks into the trash; what is nested goes along by itself. */
export function deleting(tasks: readonly Task[], records: Records): Edit[] {
  return outermost(tasks, records).map(({ id }) => ({ noun: 'task', verb: 'delete', id }))
}

/** Returns the edits that move tasks to the end of a project or section, out of what they are nested in. */
export function movingTo(
  tasks: readonly Task[],
  place: { project_id: string; section_id: string | null },
  all: readonly Task[],
  records: Records,
  now: number,
): Edit[] {
  const roots = outermost(tasks, records).filter(
    (task) =>
      task.project_id !== place.project_id ||
      task.section_id !== place.section_id ||
      task.parent_id !== null,
  )
  const there = all.filter((task) => task.project_id === place.project_id)
  let last = lastPosition(there, now)
  return roots.map(({ id }, i) => {
    if (i) last = lastPosition([{ position: last }], now)
    const set = { ...place, parent_id: null, position: last }
    return { noun: 'task', verb: 'change', id, set }
  })
}

const COPIED = [
  'project_id',
  'section_id',
  'title',
  'description',
  'priority',
  'due_date',
  'start_date',
  'deadline',
  'time_zone',
  'repeat',
  'duration_minutes',
  'labels',
  'assignee_ids',
  'links',
] as const

/** Returns the edits that copy tasks with what is nested in them; `positionOf` says where each copy goes. */
export function duplicating(
  tasks: readonly Task[],
  positionOf: (task: Task) => string,
  records: Records,
): Edit[] {
  const edits: Edit[] = []
  const copy = (task: Task, parent: string | null, position: string): void => {
    const id = newId()
    const values = Object.fromEntries(COPIED.map((name) => [name, task[name]]))
    const set = { ...values, parent_id: parent, position }
    edits.push({ noun: 'task', verb: 'create', id, set })
    for (const nested of records.of('task', task.id)) copy(nested, id, nested.position)
  }
  for (const task of outermost(tasks, records)) copy(task, task.parent_id, positionOf(task))
  return edits
}

/** Returns those of some tasks that are nested in none of the others. */
export function outermost(tasks: readonly Task[], records: Records): Task[] {
  const meant = new Set(tasks.map(({ id }) => id))
  return tasks.filter((task) => {
    for (let at = task.parent_id; at; at = records.get('task', at)?.parent_id ?? null) {
      if (meant.has(at)) return false
    }
    return true
  })
}

/** Returns tasks with all that is nested in them, each once. */
export function withNested(tasks: readonly Task[], records: Records): Task[] {
  const found = new Map<string, Task>()
  const add = (task: Task): void => {
    if (found.has(task.id)) return
    found.set(task.id, task)
    records.of('task', task.id).forEach(add)
  }
  tasks.forEach(add)
  return [...found.values()]
}
