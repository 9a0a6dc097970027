/**
 * A list as flat rows, which is what a windowed list can show: headings, tasks with what is nested in
 * them, lines to add a task, and the switch for what is done.
 */
import type { Task } from '../../sync/records.ts'
import { groupOf, valuesInOrder, type Group, type Groups } from './groups.ts'
import { inOrder, type Compare, type Sorted } from './order.ts'

export interface TaskRow {
  kind: 'task'
  key: string
  task: Task
  group: Group
  depth: number
  /** How many tasks are nested in it here. */
  nested: number
  folded: boolean
  /** Its place among the tasks of the list, from 1. */
  number: number
  /** It was just closed, and goes in a moment. */
  leaving: boolean
}

export type Row =
  | TaskRow
  | { kind: 'heading'; key: string; group: Group; count: number; folded: boolean }
  | { kind: 'add'; key: string; group: Group }
  | { kind: 'done'; key: string; count: number; shown: boolean }
  /** A date to come of a repeating task; `due` is that date. */
  | { kind: 'repeat'; key: string; group: Group; task: Task; due: string }

export interface Rows {
  rows: readonly Row[]
  /** The open tasks as they were and in their order, for the next time. */
  sorted: Sorted
  /** How many of them are tasks. */
  count: number
}

export interface ListInput {
  /** The tasks of the place, open and closed ones. */
  tasks: readonly Task[]
  groups: Groups
  compare: Compare
  /** Ids of tasks and keys of groups that are folded. */
  folded: ReadonlySet<string>
  /** Tasks that stay where they are for a while, as they were: just closed, or being edited. */
  held: ReadonlyMap<string, Task>
  /** Whether closed tasks are shown. */
  done: boolean
  /** Whether tasks can be added, and so lines for it are shown. */
  canAdd: boolean
  /** Dates to come of repeating tasks, by the value of their group. */
  repeats?: ReadonlyMap<string, readonly { task: Task; due: string }[]>
  /** Shows the heading also of a single group. */
  alwaysHeadings?: boolean
  /** How the list was sorted before: most of it still holds. */
  before?: Sorted | undefined
}

/** The ways of grouping by which a task can stand under several headings. */
const MANY: ReadonlySet<string> = new Set(['label', 'assignee'])

const NONE: readonly Task[] = []

type Nested = ReadonlyMap<string, readonly Task[]>

/** Returns the rows of a list. */
export function rowsOf(input: ListInput): Rows {
  const { open, closed } = parted(input)
  const { order, roots, nested, doneRoots } = nesting(open, closed, input)
  const byValue = grouped(roots, input)
  const rows: Row[] = []
  // By label or person a task may stand more than once, and then has keys of its own.
  const seen = MANY.has(input.groups.by) ? new Set<string>() : null
  let number = 0

  const add = (task: Task, group: Group, depth: number): void => {
    const under = (nested.size && nested.get(task.id)) || NONE
    const folded = under.length > 0 && input.folded.has(task.id)
    const key = seen?.has(task.id) ? `${task.id}@${group.key}` : task.id
    seen?.add(task.id)
    const leaving = task.completed && input.held.has(task.id)
    number++
    rows.push({
      kind: 'task',
      key,
      task,
      group,
      depth,
      nested: under.length,
      folded,
      number,
      leaving,
    })
    if (!folded) for (const each of under) add(each, group, depth + 1)
  }

  const values = valuesInOrder(input.groups, [...byValue.keys(), ...(input.repeats?.keys() ?? [])])
  const withHeadings = values.length > 1 || (input.alwaysHeadings === true && values[0] !== null)
  for (const value of values) {
    const group = groupOf(input.groups.by, value)
    const tasks = byValue.get(value) ?? []
    const hasHeading = withHeadings && !(value === null && input.groups.nullAt === 'start')
    const folded = hasHeading && input.folded.has(group.key)
    if (hasHeading)
      rows.push({ kind: 'heading', key: group.key, group, count: tasks.length, folded })
    if (folded) continue
    for (const task of tasks) add(task, group, 0)
    for (const { task, due } of (value !== null && input.repeats?.get(value)) || [])
      rows.push({ kind: 'repeat', key: `${task.id}+${due}`, group, task, due })
    if (input.canAdd && value !== 'overdue')
      rows.push({ kind: 'add', key: `add ${group.key}`, group })
  }
  if (values.length === 0 && input.canAdd) {
    const group = groupOf(input.groups.by, null)
    rows.push({ kind: 'add', key: `add ${group.key}`, group })
  }
  if (doneRoots.length > 0) {
    const group = groupOf('done', null)
    rows.push({ kind: 'done', key: 'done', count: doneRoots.length, shown: input.done })
    if (input.done) for (const task of doneRoots) add(task, group, 0)
  }
  return { rows, sorted: { given: open, order }, count: number }
}

/** Closed tasks that are held count as open: they are still where they were. */
function parted({ tasks, held }: ListInput): { open: Task[]; closed: Task[] } {
  const open: Task[] = []
  const closed: Task[] = []
  for (const task of tasks) (task.completed && !held.has(task.id) ? closed : open).push(task)
  return { open, closed }
}

function nesting(
  open: readonly Task[],
  closed: readonly Task[],
  { compare, held, done, before }: ListInput,
): { order: Task[]; roots: Task[]; nested: Nested; doneRoots: Task[] } {
  const asHeld: Compare = held.size
    ? (a, b) => compare(held.get(a.id) ?? a, held.get(b.id) ?? b)
    : compare
  const order = inOrder(open, asHeld, before)
  const here = new Set<string>()
  // Only where something is nested it matters which tasks are here.
  if (order.some(isNested) || closed.some(isNested)) for (const { id } of order) here.add(id)
  const nested = new Map<string, Task[]>()
  const roots: Task[] = []
  const nest = (task: Task, others: Task[]): void => {
    const { parent_id } = (held.size && held.get(task.id)) || task
    if (parent_id === null || !here.has(parent_id)) others.push(task)
    else {
      const under = nested.get(parent_id)
      if (under) under.push(task)
      else nested.set(parent_id, [task])
    }
  }
  for (const task of order) nest(task, roots)

  const doneRoots: Task[] = []
  const doneNested: Task[] = []
  for (const task of closed) {
    const isBelow = task.parent_id !== null && here.has(task.parent_id)
    ;(isBelow ? doneNested : doneRoots).push(task)
  }
  doneRoots.sort(latestFirst)
  if (done) for (const task of doneNested.sort(latestFirst)) nest(task, doneRoots)
  return { order, roots, nested, doneRoots }
}

function grouped(
  roots: readonly Task[],
  { groups, held }: ListInput,
): ReadonlyMap<string | null, readonly Task[]> {
  const byValue = new Map<string | null, Task[]>()
  for (const task of roots) {
    for (const value of groups.of((held.size && held.get(task.id)) || task)) {
      const there = byValue.get(value)
      if (there) there.push(task)
      else byValue.set(value, [task])
    }
  }
  return byValue
}

function isNested({ parent_id }: Task): boolean {
  return parent_id !== null
}

function latestFirst(a: Task, b: Task): number {
  return (a.completed_at ?? '') > (b.completed_at ?? '') ? -1 : 1
}
