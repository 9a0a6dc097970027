/** Repetitions in words, read into rules: `every other tuesday`, `jeden letzten Freitag`. */
import { WEEKDAYS, parseRule, type Rule } from '../recurrence/rules.ts'
import type { DayPart, Weekday } from './calendar_days.ts'
import * as dated from './dated.ts'
import * as days from './days.ts'
import type { Read, Reader } from './reader.ts'
import {
  UNITS,
  WORKDAYS,
  onMonthDays,
  rule,
  weekdayNumber,
  weekly,
  yearly,
} from './repeat_rules.ts'

const WIDEST_YEARLY = 100
const WIDEST = 1000
const MOST_LISTED = 7
const LONGEST_SUFFIX = 3

/** A rule, whether it counts from completion, and the part of the day if it told one. */
export interface Repeat {
  is: 'repeat'
  rule: Rule
  fromCompletion: boolean
  part: DayPart | null
  weak: boolean
}

function repeat(of: Rule, part: DayPart | null = null, weak = false): Repeat {
  return { is: 'repeat', rule: of, fromCompletion: false, part, weak }
}

/** The end and the repetition of the longest phrase at word `i`, or null. */
export function read(reader: Reader, i: number): Read<Repeat> | null {
  const known = reader.lookup('repeats', i, i)
  if (known) {
    const weak = reader.vocabulary.has('weak', reader.keys[i]!)
    return detailed(reader, known[0], i, repeat(parseRule(known[1])!, null, weak))
  }
  const each = listed(reader, reader.skip('on', i, i), i, 'weekdays_each')
  if (each) return [each[0], repeat(weekly(each[1]))]
  if (!reader.vocabulary.has('every', reader.keys[i]!)) return ofEveryMonth(reader, i)
  const found = counted(reader, i + 1, i) ?? nth(reader, i + 1, i) ?? byName(reader, i + 1, i)
  if (!found) return null
  const done = reader.skip('after_completion', found[0], i)
  const fromCompletion = done > found[0] || reader.words[i]!.tail === '!'
  return [done, { ...found[1], fromCompletion }]
}

/** Reads `on the 20th of every month`, `am letzten Freitag jedes Monats`. */
function ofEveryMonth(reader: Reader, i: number): Read<Repeat> | null {
  const found = nth(reader, reader.skip('the', reader.skip('on', i, i), i), i, true)
  if (!found) return null
  const end = found[0]
  for (let at = Math.max(i + 1, end - LONGEST_SUFFIX); at < end; at++) {
    if (reader.skip('of_every_month', at, i) === end) return found
  }
  return null
}

/** Reads `2 weeks on mon and thu`, `other day`, `month on the 31st`, `4 hours`. */
function counted(reader: Reader, i: number, begun: number): Read<Repeat> | null {
  const key = reader.key(i, begun)
  let number = reader.number(i, begun) ?? reader.vocabulary.map('every_nth').get(key) ?? null
  let at = i + 1
  if (number === null) {
    const told = dated.ordinal(reader, i, begun)
    if (told && told > 1) number = told
    else [number, at] = [1, i]
  }
  const counts = reader.key(at, begun)
  const unit = reader.vocabulary.map('units').get(counts)
  const isHours = reader.vocabulary.map('minutes').get(counts) === 60
  const of = unit ? UNITS[unit] : isHours ? rule('HOURLY') : null
  if (!of || reader.skip('of_the_month', at + 1, begun) > at + 1) return null
  const interval = number * of.interval
  const widest = of.frequency === 'YEARLY' ? WIDEST_YEARLY : WIDEST
  if (interval < 1 || interval > widest) return null
  return detailed(reader, at + 1, begun, repeat({ ...of, interval }))
}

/** Reads on: `every week` may go on with `on friday`, `every month` with `on the 15th`. */
function detailed(reader: Reader, i: number, begun: number, of: Repeat): Read<Repeat> {
  const at = reader.skip('on', i, begun)
  const { frequency, interval, byDay } = of.rule
  const on = (end: number, chosen: Rule): Read<Repeat> => [
    end,
    { ...of, rule: { ...chosen, interval }, weak: false },
  ]
  if (frequency === 'WEEKLY' && !byDay.length) {
    const weekdays =
      (at > i ? listed(reader, at, begun, 'weekdays') : null) ??
      listed(reader, i, begun, 'weekdays_each')
    if (weekdays) return on(weekdays[0], weekly(weekdays[1]))
  } else if (frequency === 'MONTHLY' && at > i) {
    const inner = nth(reader, reader.skip('the', at, begun), begun, true)
    if (inner?.[1].rule.frequency === 'MONTHLY') return on(inner[0], inner[1].rule)
  } else if (frequency === 'YEARLY' && at > i) {
    const found = dated.monthAndDay(reader, at, begun)
    if (found) return on(found.end, yearly(found.month, found.day))
  }
  return [i, of]
}

/** Reads `last friday`, `other tuesday`, `15th`, `1st and 15th`, `last day of the month`. */
function nth(reader: Reader, i: number, begun: number, isMonthly = false): Read<Repeat> | null {
  const on = isMonthly ? null : dated.monthAndDay(reader, i, begun)
  if (on) return [on.end, repeat(yearly(on.month, on.day))]
  const which = dated.ordinal(reader, i, begun)
  const apart = reader.vocabulary.map('every_nth').get(reader.key(i, begun)) ?? null
  const behind = reader.key(i + 1, begun)
  const weekday = reader.vocabulary.map('weekdays').get(behind)
  if (weekday && (which || apart)) {
    return nthWeekday(reader, i + 2, begun, { which, apart, weekday, isMonthly })
  }
  if (which && reader.vocabulary.map('units').get(behind) === 'day') {
    return [reader.skip('of_the_month', i + 2, begun), repeat(onMonthDays([which]))]
  }
  const workday = which ? reader.skip('workday', i + 1, begun) : i + 1
  if (which && workday > i + 1) {
    const end = reader.skip('of_the_month', workday, begun)
    return [end, repeat(rule('MONTHLY', { byDay: WORKDAYS, positions: [which] }))]
  }
  return monthDays(reader, i, begun)
}

interface Nth {
  which: number | null
  apart: number | null
  weekday: Weekday
  isMonthly: boolean
}

/**
 * `every other friday` counts weeks, `every last friday` is one of each month. A German `zweiten`
 * counts weeks unless `im Monat` follows; an English `second` is the month's.
 */
function nthWeekday(reader: Reader, i: number, begun: number, told: Nth): Read<Repeat> | null {
  const day = weekdayNumber(told.weekday)
  let end = reader.skip('of_the_month', i, begun)
  let isOfMonth = end > i || told.isMonthly
  let months: number[] = []
  const of = end === i ? reader.skip('of', i, begun) : i
  const month = of > i ? reader.vocabulary.map('months').get(reader.key(of, begun)) : undefined
  if (month) {
    months = [month]
    end = of + 1
    isOfMonth = true
  }
  const isDotted = told.which !== null && told.which > 1 && reader.words[i - 2]!.tail === '.'
  const apart = told.apart ?? (isDotted ? told.which : null) // "jeden 2. Dienstag"
  if (apart && !isOfMonth) {
    return [i, repeat(rule('WEEKLY', { interval: apart, byDay: [[0, day]] }))]
  }
  if (told.which === null || told.which < -1 || told.which > 5) return null
  const frequency = month ? 'YEARLY' : 'MONTHLY'
  return [end, repeat(rule(frequency, { months, byDay: [[told.which, day]] }))]
}

/** Reads `weekday`, `mon and thu`, `mon-fri`, `weekend`, `morning`, `january`. */
function byName(reader: Reader, i: number, begun: number): Read<Repeat> | null {
  const workday = reader.skip('workday', i, begun)
  if (workday > i) return [workday, repeat(weekly(WEEKDAYS.slice(0, 5)))]
  const weekend = reader.skip('weekend', i, begun)
  if (weekend > i) return [weekend, repeat(weekly(['SA']))]
  const weekdays = listed(reader, i, begun, 'weekdays')
  if (weekdays) return [weekdays[0], repeat(weekly(weekdays[1]))]
  const part = reader.lookup('day_parts', i, begun)
  if (part) return [part[0], repeat(rule('DAILY'), part[1])]
  const joined = days.compound(reader, reader.key(i, begun))
  if (joined.weekday) return [i + 1, repeat(weekly([joined.weekday]), joined.part)]
  const month = reader.vocabulary.map('months').get(reader.key(i, begun))
  return month ? [i + 1, repeat(yearly(month, 1))] : null
}

/** Reads weekdays: `mon`, `mon, wed and fri`, `mon-fri`, `monday to friday`. */
function listed(
  reader: Reader,
  i: number,
  begun: number,
  table: 'weekdays' | 'weekdays_each',
): Read<Weekday[]> | null {
  const names = reader.vocabulary.map(table)
  const found: Weekday[] = []
  let end = i
  for (let at = i; found.length < MOST_LISTED; at = reader.skip('and', end, begun)) {
    const key = reader.key(at, begun)
    const dashed = key.replaceAll('–', '-')
    const dash = dashed.indexOf('-')
    const first = names.get(dash < 0 ? '' : dashed.slice(0, dash))
    const last = names.get(dash < 0 ? '' : dashed.slice(dash + 1))
    const one = names.get(key)
    if (first && last) found.push(...range(first, last))
    else if (one) found.push(one)
    else break
    end = at + 1
    const to = reader.skip('to', end, begun)
    const until = to > end ? names.get(reader.key(to, begun)) : undefined
    if (until) {
      found.push(...range(found.at(-1)!, until))
      end = to + 1
    }
  }
  return end > i ? [end, found] : null
}

function range(first: Weekday, last: Weekday): Weekday[] {
  const start = WEEKDAYS.indexOf(first)
  const length = ((WEEKDAYS.indexOf(last) - start + 7) % 7) + 1
  return Array.from({ length }, (_, n) => WEEKDAYS[(start + n) % 7]!)
}

/** Reads `31st`, `1st and 15th`, `15. und 30.`. */
function monthDays(reader: Reader, i: number, begun: number): Read<Repeat> | null {
  const numbers: number[] = []
  let end = i
  let at = i
  while (numbers.length < MOST_LISTED) {
    const told = dated.dayNumber(reader, at, begun)
    if (!told.ordinal) break
    numbers.push(told.day)
    end = at + 1
    at = reader.skip('the', reader.skip('and', end, begun), begun)
  }
  if (!numbers.length) return null
  return [reader.skip('of_the_month', end, begun), repeat(onMonthDays(numbers))]
}
