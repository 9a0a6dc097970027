/** The rules that repetitions in words become, and where they begin. */
import { MINUTE } from '../dates.ts'
import { WEEKDAYS, every, type ByDay, type Frequency, type Rule } from '../recurrence/rules.ts'
import { walls } from '../recurrence/series.ts'
import { MINUTES_OF_DAY, named, type Unit, type Weekday } from './calendar_days.ts'

/** Monday to Friday. */
export const WORKDAYS: readonly ByDay[] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [0, 4],
]
/** The rule of each unit. */
export const UNITS: Record<Unit, Rule> = {
  day: rule('DAILY'),
  week: rule('WEEKLY'),
  fortnight: rule('WEEKLY', { interval: 2 }),
  month: rule('MONTHLY'),
  quarter: rule('MONTHLY', { interval: 3 }),
  year: rule('YEARLY'),
}
/** A rule of a frequency, with what more is told of it. */
export function rule(frequency: Frequency, more: Partial<Rule> = {}): Rule {
  return { ...every(frequency), ...more }
}

/** The rule for days of the month; a day that a month lacks falls on its last one. */
export function onMonthDays(numbers: number[]): Rule {
  const [only] = numbers
  if (numbers.length === 1 && (only === 29 || only === 30)) {
    const monthDays = [28, 29, 30].slice(0, only - 27)
    return rule('MONTHLY', { monthDays, positions: [-1] })
  }
  return rule('MONTHLY', { monthDays: inOrder(numbers.map((n) => (n === 31 ? -1 : n))) })
}

/** The rule for a day of the year; 29 February falls on the last of February. */
export function yearly(month: number, day: number): Rule {
  return rule('YEARLY', { months: [month], monthDays: [month === 2 && day === 29 ? -1 : day] })
}

/** The rule for days of the week. */
export function weekly(names: readonly Weekday[]): Rule {
  const weekdays = inOrder(names.map(weekdayNumber))
  return rule('WEEKLY', { byDay: weekdays.map((day): ByDay => [0, day]) })
}

/** The number of a weekday, 0 for Monday. */
export function weekdayNumber(name: Weekday): ByDay[1] {
  return WEEKDAYS.indexOf(name) as ByDay[1]
}

function inOrder<N extends number>(numbers: N[]): N[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}

/** The rule with what keeps it from leaving out months that its start's day lacks. */
export function anchored(of: Rule, start: number): Rule {
  const { month, day } = named(start)
  if (of.byDay.length || of.monthDays.length) return of
  if (of.frequency === 'MONTHLY' && day > 28) {
    return { ...onMonthDays([day]), interval: of.interval }
  }
  if (of.frequency === 'YEARLY' && month === 2 && day === 29) {
    return { ...yearly(2, 29), interval: of.interval }
  }
  return of
}

/**
 * The rule's first slot, its interval apart, on the wall: from the day `since` on, at minute `clock`
 * of the day and then after the moment `now`; without a time at midnight. Null where none follows.
 */
export function firstSlot(
  of: Rule,
  since: number,
  clock: number | null,
  now: number,
): number | null {
  const start = (since * MINUTES_OF_DAY + (clock ?? 0)) * MINUTE
  for (const slot of walls({ ...of, interval: 1 }, start, start)) {
    if (clock === null || slot / MINUTE > now) return slot / MINUTE
  }
  return null
}
