/**
 * The days that a rule chooses (RFC 5545, section 3.3.10), by their numbers.
 *
 * Where several BY parts choose days, a day needs to be chosen by each of them.
 */

import { dateOf, isLeap, modulo, monthLength, numberOf, weekdayOfNumber } from '../calendar.ts'
import type { Rule } from './rules.ts'

/** The last day that there is. */
export const LAST_DAY = numberOf(9999, 12, 31)

/** The days chosen among so many from a first one on, in order. */
export function chosenDays(rule: Rule, first: number, length: number): number[] {
  const days: number[] = []
  const end = Math.min(first + length, LAST_DAY + 1)
  for (let day = first; day < end; day++) if (isChosen(rule, day)) days.push(day)
  return days
}

function isChosen(rule: Rule, day: number): boolean {
  const [year, month, ofMonth] = dateOf(day)
  if (rule.months.length > 0 && !rule.months.includes(month)) return false
  const monthDays = monthLength(year, month)
  if (rule.monthDays.length > 0 && !isCounted(rule.monthDays, ofMonth, monthDays)) return false
  const ofYear = day - numberOf(year, 1, 1) + 1
  const yearDays = isLeap(year) ? 366 : 365
  if (rule.yearDays.length > 0 && !isCounted(rule.yearDays, ofYear, yearDays)) return false
  if (rule.weekNumbers.length > 0 && !isInWeek(rule, day)) return false
  if (rule.byDay.length === 0) return true
  // A numbered weekday is one of the year only where the rule names no months.
  return rule.frequency === 'YEARLY' && rule.months.length === 0
    ? isWeekday(rule, day, ofYear, yearDays)
    : isWeekday(rule, day, ofMonth, monthDays)
}

/** Whether the nth of so many days is in a list that counts from the end, too. */
function isCounted(list: readonly number[], nth: number, length: number): boolean {
  return list.includes(nth) || list.includes(nth - length - 1)
}

function isWeekday(rule: Rule, day: number, nth: number, length: number): boolean {
  const weekday = weekdayOfNumber(day)
  const fromStart = Math.ceil(nth / 7)
  const fromEnd = -Math.ceil((length - nth + 1) / 7)
  return rule.byDay.some(
    ([n, other]) => other === weekday && (n === 0 || n === fromStart || n === fromEnd),
  )
}

/** Whether the week of a day is in BYWEEKNO; it belongs to the year that has four of its days. */
function isInWeek(rule: Rule, day: number): boolean {
  const start = startOfWeek(rule, day)
  const [year] = dateOf(start + 3)
  const first = startOfWeek(rule, numberOf(year, 1, 4))
  const weeks = (startOfWeek(rule, numberOf(year + 1, 1, 4)) - first) / 7
  return isCounted(rule.weekNumbers, (start - first) / 7 + 1, weeks)
}

/** The first day of the week that holds a day, by the rule's WKST. */
export function startOfWeek(rule: Rule, day: number): number {
  return day - modulo(weekdayOfNumber(day) - rule.weekStart, 7)
}
