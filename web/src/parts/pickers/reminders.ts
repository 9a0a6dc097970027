/** Reminders in words. */
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
