/** Dates with a month in them, in words and in figures: `27 jan`, `27.1.`, `1/27`, `2027-01-27`. */
import * as calendar from './calendar_days.ts'
import type { DayPart } from './calendar_days.ts'
import { isDigits, type Read, type Reader } from './reader.ts'

const ISO = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/
const DOTTED = /^([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?$/
const SLASHED = /^([0-9]{1,2})\/([0-9]{1,2})(?:\/([0-9]{4}|[0-9]{2}))?$/
const ORDINAL = /^([0-9]{1,2})(?:st|nd|rd|th)$/
const YEAR = /^(?:19|20|21)[0-9]{2}$/
const SLASHED_IDIOMS = new Set(['24/7', '9/11', '1/2', '1/3', '2/3', '1/4', '3/4', '50/50'])

/**
 * A day that words stand for. `at` is set where they tell a moment (`in 2 hours`), `part` where they
 * tell a part of the day (`tonight`). `weak` words mean a day only at the line's end, or beside a
 * time. `again` is after what time the same words mean another day, should the first be past.
 */
export interface Day {
  is: 'day'
  on: number
  again: 'day' | 'year'
  at: number | null
  part: DayPart | null
  weak: boolean
}

/** A day with what is not said of it filled in. */
export function day(on: number, more: Partial<Omit<Day, 'is' | 'on'>> = {}): Day {
  return { is: 'day', on, again: 'day', at: null, part: null, weak: false, ...more }
}

/** The end and the day of a date at word `i` of a phrase that began at `begun`. */
export function read(reader: Reader, i: number, begun: number): Read<Day> | null {
  if (!reader.key(i, begun)) return null
  return inFigures(reader, i, begun) ?? inWords(reader, i, begun)
}

function inWords(reader: Reader, i: number, begun: number): Read<Day> | null {
  const found = monthAndDay(reader, i, begun)
  if (!found) return null
  const year = reader.key(found.end, begun)
  if (YEAR.test(year)) {
    return withYear(reader, found.end + 1, Number(year), found.month, found.day)
  }
  const on = coming(reader.today, found.month, found.day)
  return on === null ? null : [found.end, day(on, { again: 'year', weak: found.weak })]
}

function inFigures(reader: Reader, i: number, begun: number): Read<Day> | null {
  const key = reader.key(i, begun)
  if (!isDigits(key[0]!)) return null
  const iso = ISO.exec(key)
  if (iso) return withYear(reader, i + 1, Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const dotted = DOTTED.exec(key)
  if (dotted) {
    const tail = reader.words[i]!.tail
    const closed = dotted[3] || (reader.vocabulary.dottedDates && tail.startsWith('.'))
    if (!closed || numbersSomething(reader, i)) return null
    return dayMonth(reader, i, [Number(dotted[1]), Number(dotted[2]), dotted[3]], false)
  }
  const slashed = SLASHED.exec(key)
  if (!slashed) return null
  const [one, two] = [Number(slashed[1]), Number(slashed[2])]
  const idiom = SLASHED_IDIOMS.has(key) && begun === i && !introduced(reader, i)
  if (idiom || numbersSomething(reader, i)) return null
  const dayFirst = one <= 12 && two <= 12 ? reader.dayFirst : one > 12
  const [of, month] = dayFirst ? [one, two] : [two, one]
  return dayMonth(reader, i, [of, month, slashed[3]], !slashed[3])
}

function dayMonth(
  reader: Reader,
  i: number,
  [of, month, year]: [day: number, month: number, year: string | undefined],
  weak: boolean,
): Read<Day> | null {
  if (!year && YEAR.test(reader.key(i + 1, i)) && reader.words[i]!.tail === '.') {
    return withYear(reader, i + 2, Number(reader.words[i + 1]!.key), month, of)
  }
  if (year) {
    const whole = Number(year) + (year.length === 2 ? 2000 : 0)
    return withYear(reader, i + 1, whole, month, of)
  }
  const on = coming(reader.today, month, of)
  return on === null ? null : [i + 1, day(on, { again: 'year', weak })]
}

function withYear(
  reader: Reader,
  end: number,
  year: number,
  month: number,
  of: number,
): Read<Day> | null {
  const on = calendar.dayOf(year, month, of)
  return on !== null && on >= reader.today ? [end, day(on)] : null
}

function numbersSomething(reader: Reader, i: number): boolean {
  return reader.vocabulary.has('not_after_number', reader.before(i))
}

/** Whether a word such as `on` stands before word `i`. */
export function introduced(reader: Reader, i: number): boolean {
  return reader.vocabulary.has('on', reader.before(i))
}

/** A day of some year; `weak` tells whether it might mean something else (`may 5`). */
export interface MonthAndDay {
  end: number
  month: number
  day: number
  weak: boolean
}

/** Reads `jan 27`, `27 jan`, `27. Januar`, `the 27th of january`. */
export function monthAndDay(reader: Reader, i: number, begun: number): MonthAndDay | null {
  const months = reader.vocabulary.map('months')
  const leading = months.get(reader.key(i, begun))
  const at = reader.skip('the', leading === undefined ? i : i + 1, begun)
  const told = dayNumber(reader, at, begun)
  if (!told.day) return null
  const of = leading === undefined ? reader.skip('of', at + 1, begun) : i
  const month = leading ?? months.get(reader.key(of, begun))
  if (month === undefined || calendar.dayOf(2028, month, told.day) === null) return null
  const weak = reader.vocabulary.has('weak', reader.keys[of]!) && !told.ordinal
  return { end: (leading === undefined ? of : at) + 1, month, day: told.day, weak }
}

/** The day of the month that word `i` tells, 0 for none, and whether as `27th`, `27.`. */
export function dayNumber(
  reader: Reader,
  i: number,
  begun: number,
): { day: number; ordinal: boolean } {
  const key = reader.key(i, begun)
  const counted = ORDINAL.exec(key)
  const told = counted ? Number(counted[1]) : isDigits(key) && key.length <= 2 ? Number(key) : 0
  if (told < 1 || told > 31) return { day: 0, ordinal: false }
  return { day: told, ordinal: counted !== null || reader.words[i]!.tail === '.' }
}

/** What `first`, `2nd`, `2.`, `last` (-1) count. */
export function ordinal(reader: Reader, i: number, begun: number): number | null {
  const known = reader.vocabulary.map('ordinals').get(reader.key(i, begun))
  if (known !== undefined) return known
  const told = dayNumber(reader, i, begun)
  return told.ordinal ? told.day : null
}

/** The next such day, today included; null when none comes within eight years. */
export function coming(today: number, month: number, of: number): number | null {
  const { year } = calendar.named(today)
  for (let n = 0; n < 9; n++) {
    const found = calendar.dayOf(year + n, month, of)
    if (found !== null && found >= today) return found
  }
  return null
}
