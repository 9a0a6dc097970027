/**
 * The slots of one rule, as times on a wall clock (RFC 5545, section 3.3.10).
 *
 * Time zones have no part here. A series of days has its slots at midnight.
 */

import { dateOf, modulo, monthLength, numberOf, weekdayOfNumber } from '../calendar.ts'
import { DAY, HOUR, LATEST, MINUTE, SECOND, type Micros } from '../dates.ts'
import { LAST_DAY, chosenDays, startOfWeek } from './days.ts'
import type { Rule } from './rules.ts'

/** The year in which a period begins, and the slots in it, in order. */
type Period = [year: number, walls: Iterable<Micros>]

const LONGEST_PAUSE_YEARS = 100
const MOST_PERIODS = 3000 // of a rule with COUNT, and so many years
const MOST_YEARS = 400

/**
 * The slots of the series that begins at `start`, from `since` on, in order. UNTIL is not looked at.
 * The series ends with the year 9999, with its COUNT, or where no slot follows within 100 years.
 */
export function* walls(rule: Rule, start: Micros, since: Micros): Generator<Micros> {
  const last = rule.count === null ? LATEST : lastOfCount(rule, start)
  if (last === null) return
  const from = Math.max(since, start)
  let reached = yearOf(from)
  for (const [year, found] of periods(withDefaults(rule, start), start, from)) {
    if (year - reached > LONGEST_PAUSE_YEARS) return
    for (const wall of found) {
      if (wall > last) return
      if (wall < from) continue
      reached = year
      yield wall
    }
  }
}

const counted = new WeakMap<Rule, { start: Micros; last: Micros | null }>()

/**
 * The last slot of a rule with COUNT; null when it lies too far away to be counted (400 years, 3,000
 * periods, or a pause of more than 100 years). Where the calendar ends before, its end.
 */
export function lastOfCount(rule: Rule, start: Micros): Micros | null {
  let found = counted.get(rule)
  if (found?.start !== start) {
    found = { start, last: findLast(rule, start) }
    counted.set(rule, found)
  }
  return found.last
}

function findLast(rule: Rule, start: Micros): Micros | null {
  const first = yearOf(start)
  let [left, reached, passed] = [rule.count ?? 0, first, 0]
  for (const [year, found] of periods(withDefaults(rule, start), start, start)) {
    if (passed++ === MOST_PERIODS || year - first > MOST_YEARS) return null
    if (year - reached > LONGEST_PAUSE_YEARS) return null
    for (const wall of found) {
      if (wall < start) continue
      reached = year
      if (--left === 0) return wall
    }
  }
  return LATEST
}

/** The rule with what it takes from its start: weekday, day, month and time of day. */
export function withDefaults(rule: Rule, start: Micros): Rule {
  const number = Math.floor(start / DAY)
  const [, month, day] = dateOf(number)
  const time = Math.floor((start - number * DAY) / SECOND)
  const byWeekday = { byDay: [[0, weekdayOfNumber(number)]] as const }
  const isOpen = rule.byDay.length + rule.monthDays.length + rule.yearDays.length === 0
  let days: Partial<Rule> = {}
  if (isOpen && rule.frequency === 'YEARLY') {
    const months = rule.months.length > 0 ? rule.months : [month]
    days = rule.weekNumbers.length > 0 ? byWeekday : { months, monthDays: [day] }
  } else if (isOpen && rule.frequency === 'MONTHLY') days = { monthDays: [day] }
  else if (isOpen && rule.frequency === 'WEEKLY') days = byWeekday
  const or = (list: readonly number[], one: number) => (list.length > 0 ? list : [one])
  return {
    ...rule,
    ...days,
    hours: rule.frequency === 'HOURLY' ? rule.hours : or(rule.hours, Math.floor(time / 3600)),
    minutes: or(rule.minutes, Math.floor(time / 60) % 60),
    seconds: or(rule.seconds, time % 60),
  }
}

/** The periods of a rule (with defaults), from one that ends after `since` on. */
function* periods(rule: Rule, start: Micros, since: Micros): Generator<Period> {
  if (rule.frequency === 'HOURLY') return yield* hourly(rule, start, since)
  const part = modulo(start, SECOND)
  const all = rule.hours.flatMap((hour) =>
    rule.minutes.flatMap((minute) =>
      rule.seconds.map((second) => hour * HOUR + minute * MINUTE + second * SECOND + part),
    ),
  )
  // A position in a day chooses among its times, else among the days and times of the period.
  const times = rule.frequency === 'DAILY' ? atPositions(all, rule.positions) : all
  const positions = rule.frequency === 'DAILY' ? [] : rule.positions
  if (times.length === 0) return
  const days = { YEARLY: years, MONTHLY: months, WEEKLY: weeks, DAILY: daily }[rule.frequency]
  for (const [year, chosen] of days(rule, dayOf(start), dayOf(since))) {
    yield [year, timesOf(chosen, times, positions)]
  }
}

function timesOf(days: number[], times: Micros[], positions: readonly number[]): Iterable<Micros> {
  if (positions.length === 0) return eachTime(days, times)
  // Days and times count as one list, so that a position is found without building it.
  const indexes = placesOf(positions, days.length * times.length)
  const at = (i: number) => days[Math.floor(i / times.length)]! * DAY + times[i % times.length]!
  return indexes.map(at)
}

function* eachTime(days: number[], times: Micros[]): Generator<Micros> {
  for (const day of days) for (const time of times) yield day * DAY + time
}

function atPositions<T>(all: T[], positions: readonly number[]): T[] {
  return positions.length === 0 ? all : placesOf(positions, all.length).map((i) => all[i]!)
}

/** The indexes in a list of a length that positions mean, in order. */
function placesOf(positions: readonly number[], length: number): number[] {
  const within = positions.filter((n) => Math.abs(n) <= length)
  return [...new Set(within.map((n) => (n > 0 ? n - 1 : length + n)))].sort((a, b) => a - b)
}

type Days = Generator<[year: number, days: number[]]>

function* years(rule: Rule, start: number, since: number): Days {
  const [[first], [reached]] = [dateOf(start), dateOf(since)]
  for (let year = stepTo(reached, first, rule.interval); year < 10_000; year += rule.interval) {
    const begin = numberOf(year, 1, 1)
    yield [year, chosenDays(rule, begin, numberOf(year + 1, 1, 1) - begin)]
  }
}

function* months(rule: Rule, start: number, since: number): Days {
  yield* ofMonths(rule, stepTo(monthOf(since), monthOf(start), rule.interval), rule.interval)
}

function* weeks(rule: Rule, start: number, since: number): Days {
  const step = 7 * rule.interval
  for (let day = stepTo(since, startOfWeek(rule, start), step); day <= LAST_DAY; day += step) {
    yield [dateOf(day)[0], chosenDays(rule, day, 7)]
  }
}

function* daily(rule: Rule, start: number, since: number): Days {
  for (const [year, chosen] of ofMonths(rule, monthOf(since), 1)) {
    yield [year, chosen.filter((day) => modulo(day - start, rule.interval) === 0)]
  }
}

function* hourly(rule: Rule, start: Micros, since: Micros): Generator<Period> {
  const origin = Math.floor(start / HOUR)
  const part = modulo(start, SECOND)
  const all = rule.minutes.flatMap((m) => rule.seconds.map((s) => m * MINUTE + s * SECOND + part))
  const times = atPositions(all, rule.positions)
  if (times.length === 0) return
  for (const [year, chosen] of ofMonths(rule, monthOf(dayOf(since)), 1)) {
    yield [year, hoursOf(rule, chosen, origin, times)]
  }
}

function* hoursOf(rule: Rule, days: number[], origin: number, times: Micros[]): Generator<Micros> {
  for (const day of days) {
    for (let hour = 0; hour < 24; hour++) {
      if (modulo(day * 24 + hour - origin, rule.interval) !== 0) continue
      if (rule.hours.length > 0 && !rule.hours.includes(hour)) continue
      for (const time of times) yield day * DAY + hour * HOUR + time
    }
  }
}

/** The chosen days of months, which are counted from the year 0 on. */
function* ofMonths(rule: Rule, first: number, interval: number): Days {
  for (let month = first; month < 120_000; month += interval) {
    const [year, ofYear] = [Math.floor(month / 12), (month % 12) + 1]
    yield [year, chosenDays(rule, numberOf(year, ofYear, 1), monthLength(year, ofYear))]
  }
}

/** The last of the steps from `first` on that is not beyond `reached`. */
function stepTo(reached: number, first: number, step: number): number {
  return first + Math.floor((reached - first) / step) * step
}

function monthOf(day: number): number {
  const [year, month] = dateOf(day)
  return year * 12 + month - 1
}

function dayOf(wall: Micros): number {
  return Math.floor(wall / DAY)
}

function yearOf(wall: Micros): number {
  return dateOf(dayOf(wall))[0]
}
