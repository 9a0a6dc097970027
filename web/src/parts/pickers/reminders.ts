/** Reminders: which are usual, and how they are called. */
import { kindOf } from '../../domain/dates.ts'
import { formatDue, type Reader } from '../../domain/format.ts'
import type { Reminder, Task } from '../../sync/records.ts'
import { reminderText } from './spans.ts'

/** When a reminder comes. */
export type When = Pick<Reminder, 'at' | 'minutes_before' | 'anchor'>

/** Returns when a reminder of a task comes: at a moment, or some time before a date of the task. */
export function reminderSaid(
  { at, minutes_before, anchor }: When,
  task: Pick<Task, 'due_date' | 'start_date'>,
  reader: Reader,
): string {
  if (at !== null) return formatDue(at, reader)
  const date = anchor === 'due' ? task.due_date : task.start_date
  const isDay = date !== null && kindOf(date) === 'day'
  return reminderText(minutes_before ?? 0, anchor, { isDay, locale: reader.locale })
}

/** Returns what tells a reminder from others of its task. */
export function keyOf({ at, minutes_before, anchor }: When): string {
  return at === null ? `${anchor} ${minutes_before}` : at
}

const BEFORE_TIME = [0, 10, 30, 60, 24 * 60]
/** From midnight: on the day at 9:00, the day before at 18:00 and at 9:00. */
const BEFORE_DAY = [-9 * 60, 6 * 60, 15 * 60]

/** Returns how many minutes before a date people like to be reminded of such tasks. */
export function usualMinutes(tasks: readonly Task[], anchor: 'due' | 'start'): readonly number[] {
  const dates = tasks.map((task) => (anchor === 'due' ? task.due_date : task.start_date))
  return dates.some((date) => date !== null && kindOf(date) === 'day') ? BEFORE_DAY : BEFORE_TIME
}
