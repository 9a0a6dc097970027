/** In which order tasks stand beside each other. */
import { compareRank } from '../../domain/rank.ts'
import type { Sort } from '../../state/list_options.svelte.ts'
import type { Task } from '../../sync/records.ts'
import { dueClock, dueDay } from './facts.ts'

export type Compare = (a: Task, b: Task) => number

/** The order of a list: by hand, by what is due first, or by one of the others that can be chosen. */
export type Order = 'manual' | 'soonest' | Exclude<Sort, 'default' | 'due'>

const WEIGHT = { high: 0, medium: 1, low: 2 } as const
const LAST = '~'

/** Returns how much a task matters as a number: 0 high … 3 none. */
export function weightOf(task: Task): number {
  return task.priority ? WEIGHT[task.priority] : 3
}

/** Returns what compares two tasks in an order; `zone` is the reader's, `locale` orders titles. */
export function comparing(order: Order, zone: string, locale: string, reversed = false): Compare {
  const compare = comparingUp(order, zone, locale)
  return reversed ? (a, b) => compare(b, a) : compare
}

function comparingUp(order: Order, zone: string, locale: string): Compare {
  switch (order) {
    case 'manual':
      return compareRank
    case 'soonest':
      return (a, b) => compareDue(a, b, zone) || weightOf(a) - weightOf(b) || compareRank(a, b)
    case 'priority':
      return (a, b) => weightOf(a) - weightOf(b) || compareDue(a, b, zone) || compareRank(a, b)
    case 'title': {
      const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
      return (a, b) => compare(a.title, b.title) || compareRank(a, b)
    }
    case 'created':
      return (a, b) => compareText(b.created_at, a.created_at) || compareRank(a, b)
  }
}

/** By day, then what has a time before what is for all day, as a person plans. */
function compareDue(a: Task, b: Task, zone: string): number {
  return (
    compareText(dueDay(a, zone) ?? LAST, dueDay(b, zone) ?? LAST) ||
    compareText(dueClock(a, zone) ?? LAST, dueClock(b, zone) ?? LAST)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
