/** Reminders in words. */
import { formatDue, type Reader } from '../../domain/format.ts'
import type { Reminder } from '../../sync/records.ts'
import { reminderText } from './spans.ts'

/** Returns when a reminder comes: at a moment, or some time before a date of its task. */
export function reminderSaid(
  { at, minutes_before, anchor }: Pick<Reminder, 'at' | 'minutes_before' | 'anchor'>,
  reader: Reader,
): string {
  return at === null ? reminderText(minutes_before ?? 0, anchor) : formatDue(at, reader)
}
