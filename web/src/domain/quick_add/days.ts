/** Days in words: `tomorrow`, `next friday`, `in 3 days`, `the 20th`, `mid january`. */
import * as calendar from './calendar_days.ts'
import { MINUTES_OF_DAY, type DayPart, type Weekday } from './calendar_days.ts'
import * as dated from './dated.ts'
import { day, type Day } from './dated.ts'
import { COMPOUND, isDigits, type Read, type Reader } from './reader.ts'

type Way = (reader: Reader, i: number) => Read<Day> | null

const JOINED = /^([0-9]{1,4})([a-zäöü]+)$/
const LAST_MINUTE = (2_932_896 + 1) * MINUTES_OF_DAY - 1

/**
 * The end and the day of the longest phrase at word `i`, or null. `introduced` tells that a word
 * such as `on` stands before: months alone count then.
 */
export function read(reader: Reader, i: number, introduced = false): Read<Day> | null {
  let longest: Read<Day> | null = null
  for (const way of WAYS) {
    const found = way(reader, i)
    if (found && (!longest || found[0] > longest[0])) longest = found
  }
  const month = introduced ? monthAlone(reader, i) : null
  return month && (!longest || month[0] > longest[0]) ? month : longest
}

function relative(reader: Reader, i: number): Read<Day> | null {
  const isWeak = (words: string) => reader.vocabulary.has('weak', words)
  const part = reader.lookup('days_with_part', i, i)
  if (part) return [part[0], day(reader.today, { part: part[1] })]
  const away = reader.lookup('days', i, i)
  if (away) {
    if (reader.skip('end_of_day', i, i) === away[0] && reader.key(away[0], i)) {
      const exact = onWeekday(reader, away[0]) // "end of day friday"
      if (exact) return [exact[0], { ...exact[1], weak: false }]
    }
    return ifThere(away[0], calendar.later(reader.today, away[1], 'day'), {
      weak: isWeak(reader.keys[i]!),
    })
  }
  const named = reader.lookup('named', i, i)
  if (!named) return null
  const weekday = reader.vocabulary.map('weekdays').get(reader.key(named[0], i))
  if (weekday && named[1] === 'next week') {
    return ifThere(named[0] + 1, calendar.weekdayNextWeek(reader.today, weekday))
  }
  return ifThere(named[0], calendar.dayNamed(named[1], reader.today), {
    weak: isWeak(reader.phrase(i, i, named[0] - i)),
  })
}

/** What was read, unless the calendar has no such day. */
function ifThere(
  end: number,
  on: number | null,
  more: Partial<Omit<Day, 'is' | 'on'>> = {},
): Read<Day> | null {
  return on === null ? null : [end, day(on, more)]
}

function onWeekday(reader: Reader, i: number): Read<Day> | null {
  const [afterThis, afterNext] = [reader.skip('this', i, i), reader.skip('next', i, i)]
  const after = Math.max(afterThis, afterNext)
  const { weekday, part } = compound(reader, reader.key(after, i))
  if (!weekday) return null
  const exact = after === i ? dated.read(reader, after + 1, i) : null
  if (exact) return [exact[0], { ...exact[1], weak: false }]
  const behind = reader.lookup('named', after + 1, i)
  if (behind?.[1] === 'next week') {
    return ifThere(behind[0], calendar.weekdayNextWeek(reader.today, weekday), { part }) // "monday next week"
  }
  const on =
    afterNext > i
      ? calendar.weekdayNextWeek(reader.today, weekday)
      : calendar.weekdayAfter(reader.today, weekday, afterThis > i)
  const key = reader.keys[after]!
  const { vocabulary } = reader
  const weak = after === i && (vocabulary.has('weak', key) || vocabulary.has('strict', key))
  return ifThere(after + 1, on, { part, weak })
}

/** Weekday and part of the day of `friday`, `Freitagabend`. */
export function compound(
  reader: Reader,
  key: string,
): { weekday: Weekday | null; part: DayPart | null } {
  const weekdays = reader.vocabulary.map('weekdays')
  const whole = weekdays.get(key)
  if (whole || key.length < COMPOUND) return { weekday: whole ?? null, part: null }
  for (const [word, part] of reader.vocabulary.map('day_parts')) {
    const stem = key.endsWith(word) ? key.slice(0, -word.length) : ''
    const weekday = stem.length > 3 ? weekdays.get(stem) : undefined
    if (weekday) return { weekday, part }
  }
  return { weekday: null, part: null }
}

/** Reads `in 3 days`, `in two weeks`, `in half an hour`, `3 days from now`. */
function inUnits(reader: Reader, i: number): Read<Day> | null {
  const after = reader.skip('in', i, i)
  const found = amount(reader, after, i)
  if (!found) return null
  const end = reader.skip('from_now', found[0], i)
  return after > i || end > found[0] ? [end, found[1]] : null
}

function amount(reader: Reader, i: number, begun: number): Read<Day> | null {
  const span = reader.lookup('spans_of_minutes', i, begun)
  if (span) return inMinutes(reader, span[0], span[1])
  const minutesOf = reader.vocabulary.map('minutes')
  const number = reader.number(i, begun)
  if (number) {
    const key = reader.key(i + 1, begun)
    const unit = reader.vocabulary.map('units').get(key)
    if (unit) return ifThere(i + 2, calendar.later(reader.today, number, unit))
    const minutes = minutesOf.get(key)
    return minutes ? inMinutes(reader, i + 2, number * minutes) : null
  }
  const joined = JOINED.exec(reader.key(i, begun))
  const minutes = joined ? minutesOf.get(joined[2]!) : undefined
  return joined && minutes ? inMinutes(reader, i + 1, Number(joined[1]) * minutes) : null
}

function inMinutes(reader: Reader, end: number, minutes: number): Read<Day> | null {
  const at = Math.floor(reader.now) + minutes
  return at > LAST_MINUTE ? null : [end, day(Math.floor(at / MINUTES_OF_DAY), { at })]
}

/** Reads `20th`; `the 20th` and `20.` count after a word such as `on` only. */
function numbered(reader: Reader, i: number): Read<Day> | null {
  const at = reader.skip('the', i, i)
  const told = dated.dayNumber(reader, at, i)
  if (!told.ordinal) return null
  const needsIntroduction = at > i || isDigits(reader.keys[at]!)
  if (needsIntroduction && !dated.introduced(reader, i)) return null
  const on = soonest(reader, 3, (month) => calendar.dayOf(month.year, month.month, told.day))
  return ifThere(at + 1, on, { weak: true })
}

/** Reads `first monday of march`, `the last friday of the month`, `letzter Freitag im Mai`. */
function nthWeekday(reader: Reader, i: number): Read<Day> | null {
  const at = reader.skip('the', i, i)
  const nth = dated.ordinal(reader, at, i)
  const weekday = nth ? reader.vocabulary.map('weekdays').get(reader.key(at + 1, i)) : undefined
  if (!nth || !weekday) return null
  let end = reader.skip('of_the_month', at + 2, i)
  let only: number | undefined
  if (end === at + 2) {
    const monthAt = reader.skip('of', at + 2, i)
    only = reader.vocabulary.map('months').get(reader.key(monthAt, i))
    if (monthAt === at + 2 || only === undefined) return null
    end = monthAt + 1
  }
  const on = soonest(reader, 13, (month) =>
    only === undefined || month.month === only ? calendar.nthWeekday(month, nth, weekday) : null,
  )
  return ifThere(end, on, { again: 'year' })
}

/** The first day, today or later, that `of` finds in this month or one of those after it. */
function soonest(
  reader: Reader,
  months: number,
  of: (month: calendar.Named) => number | null,
): number | null {
  const first = calendar.monthStart(reader.today)
  for (let n = 0; n < months; n++) {
    const month = calendar.later(first, n, 'month')
    const found = month === null ? null : of(calendar.named(month))
    if (found !== null && found >= reader.today) return found
  }
  return null
}

/** Reads `mid january`, `mid-january`, `end of march`, `Anfang Februar`. */
function partOfMonth(reader: Reader, i: number): Read<Day> | null {
  const months = reader.vocabulary.map('months')
  const key = reader.key(i, i)
  const dash = key.indexOf('-')
  if (dash > 0) {
    const joined = reader.vocabulary.map('month_parts').get(key.slice(0, dash))
    const of = months.get(key.slice(dash + 1))
    if (joined && of) return monthAt(reader, i + 1, of, joined)
  }
  const part = reader.lookup('month_parts', i, i)
  const month = part ? months.get(reader.key(part[0], i)) : undefined
  return part && month ? monthAt(reader, part[0] + 1, month, part[1]) : null
}

function monthAt(
  reader: Reader,
  end: number,
  month: number,
  part: 'start' | 'middle' | 'end',
): Read<Day> | null {
  const { year } = calendar.named(reader.today)
  for (const of of [year, year + 1]) {
    const start = calendar.dayOf(of, month, 1)
    if (start === null) return null
    const on = { start, middle: start + 14, end: calendar.monthEnd(of, month) }[part]
    if (on >= reader.today) return [end, day(on, { again: 'year' })]
  }
  return null
}

/** Reads a month as its first day; unless `anywhere`, only where a word as `in` stands before. */
export function monthAlone(reader: Reader, i: number, anywhere = false): Read<Day> | null {
  const key = reader.key(i, i)
  const month = reader.vocabulary.map('months').get(key)
  if (!month || !(anywhere || reader.vocabulary.has('in_month', reader.before(i)))) return null
  const found = monthAt(reader, i + 1, month, 'start')
  return found && [found[0], { ...found[1], weak: reader.vocabulary.has('weak', key) }]
}

const WAYS: readonly Way[] = [
  relative,
  onWeekday,
  (reader, i) => dated.read(reader, i, i),
  inUnits,
  numbered,
  nthWeekday,
  partOfMonth,
]
