/**
 * Dates as people read and hear them, by `Intl` in a language: 'today', 'Thursday', '3 Dec 09:00'.
 *
 * `locale` is a BCP 47 tag such as `en-GB` or `de`.
 */

import { addDays, dayNumber, daysBetween, digits, type Day, type Weekday } from './calendar.ts'
import { DAY } from './dates.ts'
import { clockOf, dayOf, today } from './due.ts'

/** Who reads, when (in milliseconds since 1970) and where. */
export interface Reader {
  now: number
  zone: string
  locale: string
}

const formats = new Map<string, Intl.DateTimeFormat>()
const lists = new Map<string, Intl.ListFormat>()
const relatives = new Map<string, Intl.RelativeTimeFormat>()

const LENGTHS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** A day in few words: 'today', 'tomorrow', 'yesterday', 'Thursday', '3 Dec', '3 Dec 2027'. */
export function formatDay(day: Day, from: Day, locale: string): string {
  const ahead = daysBetween(from, day)
  if (Math.abs(ahead) <= 1) return relative(locale).format(ahead, 'day')
  if (ahead > 0 && ahead < 7) return written(day, locale, { weekday: 'long' })
  const year = day.slice(0, 4) === from.slice(0, 4) ? undefined : 'numeric'
  return written(day, locale, { day: 'numeric', month: 'short', year })
}

/** A due date in few words, its time of day included: 'tomorrow 09:00'. */
export function formatDue(due: string, reader: Reader): string {
  const day = formatDay(dayOf(due, reader.zone), today(reader.now, reader.zone), reader.locale)
  const clock = clockOf(due, reader.zone)
  return clock === null ? day : `${day} ${formatClock(clock, reader.locale)}`
}

/** A due date for screen readers, with its distance: 'in 3 days, Thursday 3 December 2026, 09:00'. */
export function speakDue(due: string, reader: Reader): string {
  const { now, zone, locale } = reader
  const day = dayOf(due, zone)
  const clock = clockOf(due, zone)
  const said = [formatDistance(day, today(now, zone), locale), formatDate(day, locale)]
  return [...said, ...(clock === null ? [] : [formatClock(clock, locale)])].join(', ')
}

/** How far away a day is: 'today', 'in 3 days', '2 weeks ago'. */
export function formatDistance(day: Day, from: Day, locale: string): string {
  const ahead = daysBetween(from, day)
  const weeks = Math.trunc(ahead / 7)
  return Math.abs(ahead) < 14
    ? relative(locale).format(ahead, 'day')
    : relative(locale, 'always').format(weeks, 'week')
}

/** A day in full: 'Thursday 3 December 2026'. */
export function formatDate(day: Day, locale: string): string {
  return written(day, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}

/** A day with its year: '31 Dec 2030'. */
export function formatShortDate(day: Day, locale: string): string {
  return written(day, locale, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** A day of any year: '24 December'. */
export function formatDayOfYear(day: Day, locale: string): string {
  return written(day, locale, { day: 'numeric', month: 'long' })
}

/** A month: 'December 2026'. */
export function formatMonth(day: Day, locale: string): string {
  return written(day, locale, { month: 'long', year: 'numeric' })
}

/** A time of day `09:00` as a language writes it: '09:00', '9:00 AM'. */
export function formatClock(clock: string, locale: string): string {
  const shown = new Date(`1970-01-01T${clock}:00Z`)
  return format(locale, { timeStyle: 'short' }).format(shown)
}

/** How long ago a moment was, or how far ahead: '5 minutes ago', 'yesterday', 'in 2 hours'. */
export function formatAgo(moment: string, now: number, locale: string): string {
  const seconds = Math.round((Date.parse(moment) - now) / 1000)
  const [unit, length] = LENGTHS.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1]
  const amount = unit === 'second' ? 0 : Math.trunc(seconds / length)
  return relative(locale).format(amount, unit)
}

/** A moment in full in a zone, for a tooltip: '3 December 2026 at 09:00'. */
export function formatMoment(moment: string, zone: string, locale: string): string {
  const full = format(locale, { dateStyle: 'long', timeStyle: 'short' }, zone)
  return full.format(Date.parse(moment))
}

/** Things in a row: 'Monday, Tuesday and Friday', or with 'or'. */
export function formatList(
  items: readonly string[],
  locale: string,
  type: 'conjunction' | 'disjunction' = 'conjunction',
): string {
  const key = `${locale} ${type}`
  let found = lists.get(key)
  if (found === undefined) {
    found = new Intl.ListFormat(locale, { type })
    lists.set(key, found)
  }
  return found.format(items)
}

/** The names of the days of a week that begins on a day, for the head of a calendar. */
export function weekdayNames(
  locale: string,
  weekStart: Weekday,
  width: 'long' | 'short' | 'narrow' = 'short',
): string[] {
  const monday = '1970-01-05'
  return Array.from({ length: 7 }, (_, i) =>
    written(addDays(monday, weekStart + i), locale, { weekday: width }),
  )
}

/** The name of a month, 1-12. */
export function monthName(month: number, locale: string, width: 'long' | 'short' = 'long'): string {
  return written(`1970-${digits(month)}-01`, locale, { month: width })
}

function written(day: Day, locale: string, options: Intl.DateTimeFormatOptions): string {
  return format(locale, options).format((dayNumber(day) * DAY) / 1000)
}

function format(
  locale: string,
  options: Intl.DateTimeFormatOptions,
  zone = 'UTC',
): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    formats.set(key, found)
  }
  return found
}

function relative(
  locale: string,
  numeric: Intl.RelativeTimeFormatNumeric = 'auto',
): Intl.RelativeTimeFormat {
  const key = `${locale} ${numeric}`
  let found = relatives.get(key)
  if (found === undefined) {
    found = new Intl.RelativeTimeFormat(locale, { numeric })
    relatives.set(key, found)
  }
  return found
}
