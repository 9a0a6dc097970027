/**
 * Days of the calendar, as numbers: days since 1 January 1970. A moment on the wall is the number of
 * minutes since then. Null stands for a day beyond the year 9999, or one that no calendar has.
 */
import { dateOf, dayText, digits, monthLength, numberOf, weekdayOfNumber } from '../calendar.ts'
import { WEEKDAYS } from '../recurrence/rules.ts'

export type Weekday = (typeof WEEKDAYS)[number]
export type Unit = 'day' | 'week' | 'fortnight' | 'month' | 'quarter' | 'year'
export type DayPart = 'morning' | 'forenoon' | 'noon' | 'afternoon' | 'evening' | 'night'

export const MINUTES_OF_DAY = 1440
const LAST_DAY = 2_932_896 // 9999-12-31
const DAYS_OF: Partial<Record<Unit, number>> = { day: 1, week: 7, fortnight: 14 }
const MONTHS_OF: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 }

/** A day as the calendar names it; months count from 1. */
export interface Named {
  year: number
  month: number
  day: number
}

/** That day, or null when the calendar has none. */
export function dayOf(year: number, month: number, day: number): number | null {
  const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
  return exists && day <= monthLength(year, month) ? numberOf(year, month, day) : null
}

/** How the calendar names a day. */
export function named(day: number): Named {
  const [year, month, of] = dateOf(day)
  return { year, month, day: of }
}

/** The day so many units after `day`; where a month is too short, its last day. */
export function later(day: number, count: number, unit: Unit): number | null {
  const days = DAYS_OF[unit]
  if (days) {
    const found = day + count * days
    return found <= LAST_DAY ? found : null
  }
  const from = named(day)
  const month = from.year * 12 + from.month - 1 + count * MONTHS_OF[unit]!
  const year = Math.floor(month / 12)
  const length = monthLength(year, (month % 12) + 1)
  return dayOf(year, (month % 12) + 1, Math.min(from.day, length))
}

/** The first such weekday after `day`, or `day` itself if `orSame` and it is one. */
export function weekdayAfter(day: number, weekday: Weekday, orSame = false): number | null {
  const ahead = (WEEKDAYS.indexOf(weekday) - weekdayOfNumber(day) + 7) % 7
  return later(day, ahead || (orSame ? 0 : 7), 'day')
}

/** That weekday of the week after `day`'s; weeks begin on Monday. */
export function weekdayNextWeek(day: number, weekday: Weekday): number | null {
  return later(day, 7 - weekdayOfNumber(day) + WEEKDAYS.indexOf(weekday), 'day')
}

/** The first day of the month that a day is in. */
export function monthStart(day: number): number {
  return day - named(day).day + 1
}

/** The last day of a month. */
export function monthEnd(year: number, month: number): number {
  return numberOf(year, month, monthLength(year, month))
}

/** The nth such weekday of a month, -1 the last; null when the month has fewer. */
export function nthWeekday({ year, month }: Named, nth: number, weekday: Weekday): number | null {
  const first = numberOf(year, month, 1)
  const last = monthEnd(year, month)
  const start = first + ((WEEKDAYS.indexOf(weekday) - weekdayOfNumber(first) + 7) % 7)
  if (nth === -1) return start + 7 * Math.floor((last - start) / 7)
  const found = start + 7 * (nth - 1)
  return nth >= 1 && found <= last ? found : null
}

const OF_THE_WEEK = new Map<string, [Weekday, boolean]>([
  ['weekend', ['SA', false]],
  ['next weekend', ['SA', true]],
  ['next week', ['MO', true]],
  ['week end', ['FR', false]],
  ['next week end', ['FR', true]],
])

/** The day that a name of the tables' `named` stands for; never one before `today`. */
export function dayNamed(name: string, today: number): number | null {
  const ofTheWeek = OF_THE_WEEK.get(name)
  if (ofTheWeek) {
    const [weekday, next] = ofTheWeek
    if (next) return weekdayNextWeek(today, weekday)
    if (name === 'weekend' && WEEKDAYS[weekdayOfNumber(today)] === 'SU') return today
    return weekdayAfter(today, weekday, true)
  }
  const { year, month, day } = named(today)
  const following = later(monthStart(today), 1, 'month')
  switch (name) {
    case 'month end':
      return monthEnd(year, month)
    case 'next month':
      return following
    case 'next month end': {
      if (following === null) return null
      const next = named(following)
      return monthEnd(next.year, next.month)
    }
    case 'mid month': {
      const middle = day <= 15 ? monthStart(today) : following
      return middle === null ? null : middle + 14
    }
    case 'next quarter':
      return later(monthStart(today), 3 - ((month - 1) % 3), 'month')
    case 'year end':
      return dayOf(year, 12, 31)
    default:
      return dayOf(year + 1, 1, 1) // 'next year'
  }
}

/** A time of day in minutes, as `09:30`. */
export function clockText(minute: number): string {
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)}`
}

/** A moment on the wall in ISO 8601, without a zone: `2027-01-20T09:30:00`. */
export function wallText(wall: number): string {
  const day = Math.floor(wall / MINUTES_OF_DAY)
  return `${dayText(day)}T${clockText(wall - day * MINUTES_OF_DAY)}:00`
}
