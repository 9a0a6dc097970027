/** Where dragged tasks land between rows, and what is written then. */
import { placed } from '../../domain/rank.ts'
import type { Edit, Task } from '../../sync/records.ts'
import { valuesUnder, type Group, type Known } from './groups.ts'
import type { Row, TaskRow } from './rows.ts'

/** Where tasks land: in a group, in a task or at the top, before a sibling or last; drawn above row `at`. */
export interface Landing {
  group: Group
  parent: Task | null
  depth: number
  /** Siblings in their order, without what is moved, and where among them. */
  siblings: readonly Task[]
  index: number
  /** The row above which it is. */
  at: number
}

/** Returns the rows without some tasks and all that is nested in them. */
export function rowsWithout(rows: readonly Row[], ids: ReadonlySet<string>): Row[] {
  const rest: Row[] = []
  let below = Infinity
  for (const row of rows) {
    if (row.kind === 'task') {
      if (row.depth > below) continue
      below = Infinity
      if (ids.has(row.task.id)) {
        below = row.depth
        continue
      }
    } else below = Infinity
    rest.push(row)
  }
  return rest
}

/**
 * Returns where tasks land above row `at` of rows that are without them; `wanted` is the depth that
 * the pointer is at, held to what the rows around it allow. Null where nothing can land.
 */
export function landingAt(rows: readonly Row[], at: number, wanted: number): Landing | null {
  const above = rows[at - 1]
  const next = rows[at]
  const group = groupAt(rows, at)
  if (!group || group.by === 'done') return null
  const isAmong = above?.kind === 'task'
  const most = isAmong ? above.depth + 1 : 0
  const least = isAmong && next?.kind === 'task' ? Math.min(next.depth, most) : 0
  const depth = Math.min(Math.max(wanted, least), most)
  const parentRow = parentAt(rows, at, depth)
  const { siblings, index } = siblingsAt(rows, at, depth)
  return { group, parent: parentRow?.task ?? null, depth, siblings, index, at }
}

function groupAt(rows: readonly Row[], at: number): Group | null {
  for (const row of [rows[at - 1], rows[at]]) if (row && row.kind !== 'done') return row.group
  return null
}

function parentAt(rows: readonly Row[], at: number, depth: number): TaskRow | null {
  if (depth === 0) return null
  for (let i = at - 1; i >= 0; i--) {
    const row = rows[i]!
    if (row.kind !== 'task') return null
    if (row.depth === depth - 1) return row
  }
  return null
}

function siblingsAt(
  rows: readonly Row[],
  at: number,
  depth: number,
): { siblings: Task[]; index: number } {
  const before: Task[] = []
  for (let i = at - 1; i >= 0; i--) {
    const row = rows[i]!
    if (row.kind !== 'task' || row.depth < depth) break
    if (row.depth === depth) before.push(row.task)
  }
  before.reverse()
  const after: Task[] = []
  for (let i = at; i < rows.length; i++) {
    const row = rows[i]!
    if (row.kind !== 'task' || row.depth < depth) break
    if (row.depth === depth) after.push(row.task)
  }
  return { siblings: [...before, ...after], index: before.length }
}

/**
 * Returns what is written when tasks land. Those of them that are nested in others of them have to be
 * left out. `isManual`: the list is in the order by hand, so the place among siblings is kept too.
 */
export function landingEdits(
  moved: readonly TaskRow[],
  landing: Landing,
  { isManual, ...known }: Pick<Known, 'today' | 'zone'> & { isManual: boolean },
): Edit[] {
  const { group, parent, siblings, index } = landing
  const keys = isManual
    ? placed(
        siblings,
        moved.map(({ task }) => task),
        index,
      )
    : new Map<string, string>()
  const edits: Edit[] = moved.map((row) => {
    const { task } = row
    // What is nested stands where its parent does; only at the top a group says something.
    const values = parent ? {} : valuesUnder(group, task, row.group, known)
    const place = placeUnder(parent, task, values, row.depth)
    const position = keys.get(task.id)
    const set = { ...values, ...place, ...(position ? { position } : {}) }
    return { noun: 'task', verb: 'change', id: task.id, set }
  })
  const ids = new Set(moved.map(({ task }) => task.id))
  for (const [id, position] of keys)
    if (!ids.has(id)) edits.push({ noun: 'task', verb: 'change', id, set: { position } })
  return edits.filter(({ set }) => Object.keys(set ?? {}).length > 0)
}

/** What says where a task is stands in one stamp, so it is written together. */
function placeUnder(
  parent: Task | null,
  task: Task,
  values: Record<string, unknown>,
  depth: number,
): Record<string, unknown> {
  if (parent) {
    const { id, project_id, section_id } = parent
    return task.parent_id === id ? {} : { parent_id: id, project_id, section_id }
  }
  const leaves =
    task.parent_id !== null && (depth > 0 || 'section_id' in values || 'project_id' in values)
  return leaves ? { parent_id: null } : {}
}
