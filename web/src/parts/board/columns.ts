/** A board: tasks in columns, each of which is a group of the list, and what a move between them writes. */
import { placed } from '../../domain/rank.ts'
import type { Edit, Task } from '../../sync/records.ts'
import {
  groupOf,
  valuesInOrder,
  valuesUnder,
  type Group,
  type Groups,
  type Known,
} from '../list/groups.ts'
import type { Compare } from '../list/order.ts'

/** The ways in which a board can be divided. */
export const WAYS = ['section', 'priority', 'label', 'assignee', 'date'] as const

export type Way = (typeof WAYS)[number]

export interface Column {
  group: Group
  tasks: Task[]
}

/** Returns the columns of open tasks that are nested in no other one of them, in the order of their groups. */
export function columnsOf(tasks: readonly Task[], groups: Groups, compare: Compare): Column[] {
  const open = tasks.filter(({ completed }) => !completed)
  const ids = new Set(open.map(({ id }) => id))
  const byValue = new Map<string | null, Task[]>()
  for (const task of open) {
    if (task.parent_id !== null && ids.has(task.parent_id)) continue
    for (const value of groups.of(task)) {
      const there = byValue.get(value)
      if (there) there.push(task)
      else byValue.set(value, [task])
    }
  }
  const values = valuesInOrder(groups, [...byValue.keys(), ...groups.order, null])
  const columns = values.map((value) => ({
    group: groupOf(groups.by, value),
    tasks: (byValue.get(value) ?? []).sort(compare),
  }))
  // A project that has sections needs no empty column before them.
  const first = columns[0]!
  const isIdle = groups.by === 'section' && columns.length > 1 && first.tasks.length === 0
  return isIdle && first.group.value === null ? columns.slice(1) : columns
}

/**
 * Returns what is written when a task goes from one column to a place in another, or in the same.
 * `isManual`: columns are in the order by hand, so the place is kept too.
 */
export function moveEdits(
  task: Task,
  from: Column | undefined,
  to: Column,
  index: number,
  { isManual, ...known }: Pick<Known, 'today' | 'zone'> & { isManual: boolean },
): Edit[] {
  const siblings = to.tasks.filter(({ id }) => id !== task.id)
  const keys = isManual ? placed(siblings, [task], index) : new Map<string, string>()
  const values =
    to.group.key === from?.group.key ? {} : valuesUnder(to.group, task, from?.group, known)
  const position = keys.get(task.id)
  // What comes into a section by hand is nested in nothing there.
  const nested = 'section_id' in values && task.parent_id !== null ? { parent_id: null } : {}
  const set = {
    ...values,
    ...nested,
    ...(position && position !== task.position ? { position } : {}),
  }
  const edits: Edit[] = [{ noun: 'task', verb: 'change', id: task.id, set }]
  for (const [id, key] of keys)
    if (id !== task.id) edits.push({ noun: 'task', verb: 'change', id, set: { position: key } })
  return edits.filter(({ set }) => Object.keys(set ?? {}).length > 0)
}

/** Returns the index in a column for something dropped at an index of what is shown, itself among it. */
export function indexWithout(column: Column, taskId: string, index: number): number {
  const at = column.tasks.findIndex(({ id }) => id === taskId)
  return at >= 0 && at < index ? index - 1 : index
}
