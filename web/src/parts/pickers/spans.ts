/** Spans of time in words: '45 min', '1 h 30 min', '2 days'. */
import { digits } from '../../domain/calendar.ts'
import { formatClock } from '../../domain/format.ts'
import { say } from '../../messages/say.svelte.ts'

const HOUR = 60
const DAY = 24 * HOUR

/** Returns minutes in words. */
export function spanText(minutes: number): string {
  const days = Math.floor(minutes / DAY)
  const hours = Math.floor((minutes % DAY) / HOUR)
  const rest = minutes % HOUR
  const parts = [
    ...(days ? [say.task.days(days)] : []),
    ...(hours ? [say.task.hours(hours)] : []),
    ...(rest || minutes === 0 ? [say.task.minutes(rest)] : []),
  ]
  return parts.join(' ')
}

/**
 * Returns in words when a reminder comes that counts from a date of its task; before a whole day it
 * counts from midnight, so it is told as a time on that day or one before.
 */
export function reminderText(
  minutesBefore: number,
  anchor: 'due' | 'start',
  { isDay, locale }: { isDay: boolean; locale: string },
): string {
  if (isDay && minutesBefore !== 0) {
    const days = Math.ceil(minutesBefore / DAY)
    const clock = days * DAY - minutesBefore
    const time = `${digits(Math.floor(clock / HOUR))}:${digits(clock % HOUR)}`
    if (days >= 0) return say.task.daysBefore(days, formatClock(time, locale), anchor)
  }
  const isStart = anchor === 'start'
  if (minutesBefore === 0) return isStart ? say.task.atStart : say.task.atThatTime
  const span = spanText(Math.abs(minutesBefore))
  if (minutesBefore > 0) return isStart ? say.task.beforeStart(span) : say.task.before(span)
  return isStart ? say.task.afterStart(span) : say.task.after(span)
}
