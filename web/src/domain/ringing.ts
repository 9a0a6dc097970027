/** When reminders ring. */
import type { Reminder, Task } from '../sync/records.ts'
import { MINUTE, readDue, type Micros } from './dates.ts'
import { instantOf } from './zones.ts'

/**
 * Returns the moment, in milliseconds since 1970, at which a reminder of a task rings for somebody in a
 * zone. A day counts from its midnight. Null for a task that is closed, or has lost the date meant.
 */
export function ringsAt(
  { at, minutes_before, anchor }: Pick<Reminder, 'at' | 'minutes_before' | 'anchor'>,
  task: Pick<Task, 'completed' | 'status' | 'due_date' | 'start_date'>,
  zone: string,
): number | null {
  if (task.completed || task.status === 'cancelled') return null
  if (at !== null) return millis(at, 0, zone)
  const date = anchor === 'due' ? task.due_date : task.start_date
  return date === null ? null : millis(date, minutes_before ?? 0, zone)
}

// Minutes are counted on the clock, so that 'nine in the morning' stays nine where clocks change.
function millis(text: string, before: number, zone: string): number {
  const { kind, at } = readDue(text)
  const wall: Micros = at - before * MINUTE
  return (kind === 'instant' ? wall : instantOf(wall, zone)) / 1000
}
