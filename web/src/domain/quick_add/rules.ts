/** The rules of repetitions that a line can tell, as RRULE values (RFC 5545), and their first slot. */
import {
  MINUTES_OF_DAY,
  WEEKDAYS,
  dayOf,
  later,
  monthEnd,
  monthStart,
  named,
} from './calendar_days.ts'
import { weekdayOfNumber } from '../calendar.ts'

export type Frequency = 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'

/**
 * A rule. `byDay` are pairs of which one (0 for every, -1 for the last) and weekday (0 for Monday);
 * `until` is a date in the form of RRULE. Each list is in order and has nothing twice.
 */
export interface Rule {
  frequency: Frequency
  interval: number
  count?: number
  until?: string
  months: readonly number[]
  monthDays: readonly number[]
  byDay: readonly (readonly [nth: number, weekday: number])[]
  positions: readonly number[]
}

const LONGEST_PAUSE_YEARS = 100

/** A rule with what is not said of it left open. */
export function rule(frequency: Frequency, more: Partial<Rule> = {}): Rule {
  return { frequency, interval: 1, months: [], monthDays: [], byDay: [], positions: [], ...more }
}

/** The rule in its canonical text. */
export function ruleText(of: Rule): string {
  const parts = [`FREQ=${of.frequency}`]
  if (of.interval !== 1) parts.push(`INTERVAL=${of.interval}`)
  if (of.count !== undefined) parts.push(`COUNT=${of.count}`)
  if (of.until !== undefined) parts.push(`UNTIL=${of.until}`)
  if (of.months.length) parts.push(`BYMONTH=${of.months.join()}`)
  if (of.monthDays.length) parts.push(`BYMONTHDAY=${of.monthDays.join()}`)
  if (of.byDay.length) {
    parts.push(`BYDAY=${of.byDay.map(([nth, day]) => `${nth || ''}${WEEKDAYS[day]}`).join()}`)
  }
  if (of.positions.length) parts.push(`BYSETPOS=${of.positions.join()}`)
  return parts.join(';')
}

/** The rule that a text of the word tables stands for: a frequency, an interval and weekdays. */
export function parseRule(text: string): Rule {
  const parts = new Map(text.split(';').map((part) => part.split('=') as [string, string]))
  const weekdays = parts.get('BYDAY')?.split(',') ?? []
  return rule(parts.get('FREQ') as Frequency, {
    interval: Number(parts.get('INTERVAL') ?? 1),
    byDay: weekdays.map((name) => [0, WEEKDAYS.findIndex((day) => day === name)]),
  })
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
  const at = since * MINUTES_OF_DAY + (clock ?? 0)
  if (of.frequency === 'HOURLY') {
    const missed = clock === null ? 0 : Math.max(0, Math.floor((now - at) / 60) + 1)
    return within(at + 60 * missed)
  }
  const days = of.frequency === 'DAILY' || of.frequency === 'WEEKLY' ? everyDay : everyMonth
  for (const day of days(of, since)) {
    const slot = day * MINUTES_OF_DAY + (clock ?? 0)
    if (clock === null || slot > now) return slot
  }
  return null
}

function within(slot: number): number | null {
  return later(Math.floor(slot / MINUTES_OF_DAY), 0, 'day') === null ? null : slot
}

function* everyDay(of: Rule, since: number): Generator<number> {
  const weekdays = of.byDay.length ? of.byDay.map(([, day]) => day) : [weekdayOfNumber(since)]
  for (let day: number | null = since; day !== null; day = later(day, 1, 'day')) {
    if (of.frequency === 'DAILY' || weekdays.includes(weekdayOfNumber(day))) yield day
  }
}

function* everyMonth(of: Rule, since: number): Generator<number> {
  const start = named(since)
  const first = monthStart(since)
  const bare = !of.byDay.length && !of.monthDays.length
  const months = of.frequency === 'YEARLY' && bare ? [start.month] : of.months
  const monthDays = bare ? [start.day] : of.monthDays
  for (let n = 0, reached = start.year; ; n++) {
    const month = later(first, n, 'month')
    if (month === null) return
    const { year, month: number } = named(month)
    if (year - reached > LONGEST_PAUSE_YEARS) return
    if (months.length && !months.includes(number)) continue
    for (const day of chosen(of, monthDays, year, number)) {
      if (day < since) continue
      reached = year
      yield day
    }
  }
}

/** The days that a rule chooses within a month, in order. */
function chosen(of: Rule, monthDays: readonly number[], year: number, month: number): number[] {
  const first = dayOf(year, month, 1)!
  const last = monthEnd(year, month)
  const length = last - first + 1
  const found: number[] = []
  for (let day = first; day <= last; day++) {
    const number = day - first + 1
    const isListed = monthDays.includes(number) || monthDays.includes(number - length - 1)
    if (monthDays.length && !isListed) continue
    if (of.byDay.length && !of.byDay.some(([nth, on]) => isNth(nth, on, day, number, length))) {
      continue
    }
    found.push(day)
  }
  if (!of.positions.length) return found
  const kept = of.positions.map((nth) => found.at(nth > 0 ? nth - 1 : nth))
  return kept.filter((day) => day !== undefined).sort((a, b) => a - b)
}

function isNth(nth: number, on: number, day: number, number: number, length: number): boolean {
  if (weekdayOfNumber(day) !== on) return false
  if (nth === 0) return true
  return nth > 0 ? Math.ceil(number / 7) === nth : Math.ceil((length - number + 1) / 7) === -nth
}
