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

/** Tasks as they were given, and in their order. */
export interface Sorted {
  given: readonly Task[]
  order: readonly Task[]
}

/**
 * Returns tasks in order. With the order they had before, only what has changed is put anew into its
 * place: sorting what is nearly sorted takes a tenth of the time, and a list changes by a task or two.
 */
export function inOrder(tasks: readonly Task[], compare: Compare, before?: Sorted): Task[] {
  const changed = before && changesOf(before.given, tasks)
  if (!changed) return [...tasks].sort(compare)
  const { news, others } = changed
  const kept: Task[] = []
  for (const task of before.order) {
    const now = others.size ? others.get(task) : undefined
    if (now !== null) kept.push(now ?? task)
  }
  return kept.concat(news).sort(compare)
}

/**
 * Returns what became of tasks: new ones, and for each that changed what it is now, or null when it
 * is gone. Both lists are gone through side by side; null when they are not alike enough for that.
 */
function changesOf(
  was: readonly Task[],
  is: readonly Task[],
): { news: Task[]; others: Map<Task, Task | null> } | null {
  const others = new Map<Task, Task | null>()
  const news: Task[] = []
  let [i, j] = [0, 0]
  while (i < was.length && j < is.length) {
    const [old, now] = [was[i]!, is[j]!]
    if (old === now || old.id === now.id) {
      if (old !== now) others.set(old, now)
      i++
      j++
    } else if (was[i + 1]?.id === now.id) others.set(was[i++]!, null)
    else if (is[j + 1]?.id === old.id) news.push(is[j++]!)
    else return null
  }
  for (; i < was.length; i++) others.set(was[i]!, null)
  return { news: news.concat(is.slice(j)), others }
}
