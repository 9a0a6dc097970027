/** From the words of a day to the day as it is said; and which day that is, for whoever asks. */

import {
  addMonths,
  dateOf,
  dayNumber,
  dayOn,
  dayText,
  isDay,
  isLeap,
  modulo,
  monthLength,
  numberOf,
  startOfMonth,
  startOfWeek,
  weekdayOf,
  type Day,
  type Weekday,
} from '../calendar.ts'
import type { SaidDay, Unit } from './tree.ts'
import { UNITS, WHICH } from './vocabulary.ts'

const FIRST = numberOf(2, 1, 1)
const LAST = numberOf(9998, 12, 31)
const YEARS_TO_A_LEAP_YEAR = 8

/** `+3 days`, `in 3 days`, `3 days ago`, from their words. */
export function shiftSaid(said: string): SaidDay {
  const unit = said.split(' ').find((word) => word in UNITS)!
  const amount = +said.replace(/[^0-9]/g, '')
  const isBack = said.startsWith('-') || said.endsWith('ago')
  return { type: 'shifted', amount: isBack && amount > 0 ? -amount : amount, unit: UNITS[unit]! }
}

/** `first day of next month`, or `next month`, which is the same. */
export function edgeSaid(said: string): SaidDay {
  const words = said.split(' ')
  const unit = words.pop() as Unit
  const last = words.includes('day') && words[0] === 'last'
  return { type: 'edge', last, which: WHICH[words.at(-1)!] ?? 0, unit }
}

/** `24 dec`, of each year; null for a day that no year has. */
export function yearlySaid(month: number, day: number): SaidDay | null {
  const isThere = day >= 1 && day <= monthLength(2000, month)
  return isThere ? { type: 'yearly', month, day } : null
}

/** Whether a year may be written; the others are kept for what is counted. */
export function isWritable(year: number): boolean {
  return year >= 1000 && year <= 9998
}

/** A date that is said in full; null where the calendar hasn't got it. */
export function dateSaid(year: number, month: number, day: number): SaidDay | null {
  const date = dayOn(year, month, day)
  return isDay(date) ? { type: 'on', day: date } : null
}

/**
 * The day that is meant on a day `today`. A weekday or a day of the year is today or the next such
 * day; looking `back`, as 'created' does, today or the last one.
 */
export function resolved(said: SaidDay, today: Day, weekStart: Weekday, back: boolean): Day {
  switch (said.type) {
    case 'on':
      return said.day
    case 'shifted':
      return shifted(today, said.amount, said.unit)
    case 'weekday': {
      const ahead = modulo(said.number - weekdayOf(today), 7)
      return shifted(today, back && ahead > 0 ? ahead - 7 : ahead, 'day')
    }
    case 'yearly': {
      const days = yearly(said.month, said.day, +today.slice(0, 4))
      return back ? days.findLast((day) => day <= today)! : days.find((day) => day >= today)!
    }
    case 'edge': {
      const first = firstDay(shifted(today, said.which, said.unit), said.unit, weekStart)
      return said.last ? shifted(shifted(first, 1, said.unit), -1, 'day') : first
    }
  }
}

/** The day so many units later, of the years 2-9998; the last of a month that has no such day. */
export function shifted(day: Day, amount: number, unit: Unit): Day {
  let number: number
  if (unit === 'day' || unit === 'week')
    number = dayNumber(day) + amount * (unit === 'week' ? 7 : 1)
  else number = dayNumber(addMonths(day, amount * (unit === 'year' ? 12 : 1)))
  return dayText(Math.min(Math.max(number, FIRST), LAST))
}

function firstDay(day: Day, unit: Unit, weekStart: Weekday): Day {
  if (unit === 'week') return startOfWeek(day, weekStart)
  return unit === 'year' ? `${day.slice(0, 4)}-01-01` : startOfMonth(day)
}

/** A day of the years around one, in order; 29 February is there every four or eight. */
function yearly(month: number, day: number, year: number): Day[] {
  const days = [dayText(FIRST)]
  const end = Math.min(year + YEARS_TO_A_LEAP_YEAR, dateOf(LAST)[0])
  for (let near = Math.max(year - YEARS_TO_A_LEAP_YEAR, 2); near <= end; near++) {
    const isThere = month !== 2 || day < 29 || isLeap(near)
    if (isThere) days.push(dayOn(near, month, day))
  }
  return [...days, dayText(LAST)]
}
