/** Under which headings tasks stand, and what a task becomes under another one. */
import { daysBetween, type Day } from '../../domain/calendar.ts'
import { moveToDay } from '../../domain/due.ts'
import type { Grouping } from '../../state/list_options.svelte.ts'
import type { Task } from '../../sync/records.ts'
import { dueDay } from './facts.ts'

/** A heading: by what it groups, and of which value; null has none of it. */
export interface Group {
  key: string
  by: Grouping | 'done'
  value: string | null
}

/** How a list is grouped. */
export interface Groups {
  by: Grouping
  /** The values that a task stands under, at least one. */
  of: (task: Task) => readonly (string | null)[]
  /** Values in their order; others come after them, in the order of their texts, null at `nullAt`. */
  order: readonly string[]
  nullAt: 'start' | 'end'
  /** Values whose heading stands even with nothing under it. */
  always: readonly string[]
}

export const OVERDUE = 'overdue'

/** What grouping needs to know: orders of records by hand, and what day it is where. */
export interface Known {
  today: Day
  zone: string
  sections: readonly string[]
  projects: readonly string[]
  labels: readonly string[]
  people: readonly string[]
}

/** Returns the group of a value. */
export function groupOf(by: Group['by'], value: string | null): Group {
  return { key: `${by}:${value ?? ''}`, by, value }
}

/** Returns how tasks are grouped by one of the ways. */
export function grouping(by: Grouping, known: Known, days: readonly Day[] = []): Groups {
  const plain = { by, order: [], always: [], nullAt: 'end' as const }
  switch (by) {
    case 'none':
      return { ...plain, of: () => [null] }
    case 'section': {
      const sections = new Set(known.sections)
      const of = ({ section_id }: Task) => [
        section_id !== null && sections.has(section_id) ? section_id : null,
      ]
      return { ...plain, of, order: known.sections, always: known.sections, nullAt: 'start' }
    }
    case 'date':
      return {
        ...plain,
        of: (task) => [dateGroup(task, known)],
        order: [OVERDUE, ...days],
        always: days,
      }
    case 'priority':
      return { ...plain, of: (task) => [task.priority], order: ['high', 'medium', 'low'] }
    case 'label':
      return {
        ...plain,
        of: ({ labels }) => (labels.length ? labels : [null]),
        order: known.labels,
      }
    case 'assignee':
      return {
        ...plain,
        of: ({ assignee_ids }) => (assignee_ids.length ? assignee_ids : [null]),
        order: known.people,
      }
    case 'project':
      return { ...plain, of: ({ project_id }) => [project_id], order: known.projects }
  }
}

function dateGroup(task: Task, { today, zone }: Known): string | null {
  const day = dueDay(task, zone)
  return day !== null && day < today ? OVERDUE : day
}

/** Returns groups' values in their order, for those that have tasks or always stand. */
export function valuesInOrder(groups: Groups, present: Iterable<string | null>): (string | null)[] {
  const values = new Set<string | null>([...groups.always, ...present])
  const place = new Map(groups.order.map((value, at) => [value, at]))
  const named = [...values].filter((value) => value !== null)
  named.sort((a, b) => (place.get(a) ?? Infinity) - (place.get(b) ?? Infinity) || (a < b ? -1 : 1))
  if (!values.has(null)) return named
  return groups.nullAt === 'start' ? [null, ...named] : [...named, null]
}

/**
 * Returns what is to be written so that a task from one group stands under another one. Nothing is
 * overdue on purpose: what is dragged there is for today.
 */
export function valuesUnder(
  group: Group,
  task: Task,
  from: Group | undefined,
  { today, zone }: Pick<Known, 'today' | 'zone'>,
): Record<string, unknown> {
  const { by, value } = group
  switch (by) {
    case 'none':
    case 'done':
      return {}
    case 'section':
      return value === task.section_id ? {} : { section_id: value }
    case 'date': {
      if (value === null) return task.due_date === null ? {} : { due_date: null }
      const day = value === OVERDUE ? today : value
      const due = moveToDay(task.due_date, day, zone)
      return due === task.due_date || (value === OVERDUE && isPast(task, today, zone))
        ? {}
        : { due_date: due }
    }
    case 'priority':
      return value === task.priority ? {} : { priority: value }
    case 'project':
      return value === task.project_id || value === null ? {} : { project_id: value }
    case 'label':
      return exchanged('labels', task.labels, from, group)
    case 'assignee':
      return exchanged('assignee_ids', task.assignee_ids, from, group)
  }
}

function isPast(task: Task, today: Day, zone: string): boolean {
  const day = dueDay(task, zone)
  return day !== null && daysBetween(day, today) > 0
}

/** One element for another: a task keeps its other labels when it is dragged from one to the next. */
function exchanged(
  field: string,
  has: readonly string[],
  from: Group | undefined,
  to: Group,
): Record<string, boolean> {
  const set: Record<string, boolean> = {}
  if (to.value === null) for (const each of has) set[`${field}/${each}`] = false
  else if (!has.includes(to.value)) set[`${field}/${to.value}`] = true
  const left = from?.by === to.by && from.value !== to.value ? from.value : null
  if (left !== null && has.includes(left)) set[`${field}/${left}`] = false
  return set
}
