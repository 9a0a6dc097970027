/** Times of day: `9am`, `at 9`, `14 Uhr`, `halb neun`, `noon`, `2-3:30pm`. */
import { MINUTES_OF_DAY, type DayPart } from './calendar_days.ts'
import * as days from './days.ts'
import { durationAt } from './durations.ts'
import { type Read, type Reader } from './reader.ts'

const HOUR = 60
/** The time that a part of the day stands for, in minutes. */
export const PARTS: Record<DayPart, number> = {
  morning: 9 * HOUR,
  forenoon: 10 * HOUR,
  noon: 12 * HOUR,
  afternoon: 15 * HOUR,
  evening: 19 * HOUR,
  night: 21 * HOUR,
}
const LATE_PARTS = new Set<DayPart>(['afternoon', 'evening', 'night'])
const PM_UP_TO = 6
const LAST_HOUR_OF_A_DURATION = 12
const LONGEST = 4

const FIGURES = /^([0-9]{1,2})(?:([:.])([0-9]{2}))?(am|pm|a\.m|p\.m|uhr|h)?$/
const HOUR_H_MINUTE = /^([0-9]{1,2})h([0-9]{2})$/
const TWO_DIGITS = /^[0-9]{2}$/
const MERIDIEMS = new Set(['am', 'pm', 'a.m', 'p.m'])

/**
 * A time of day, in minutes. `half` tells that the words leave open which half of the day is meant;
 * `endsDay` marks the word midnight, which is the end of the day that it stands beside; `lasts` is
 * how many minutes it goes on, where the words tell an end too.
 */
export interface Clock {
  is: 'clock'
  at: number
  weak: boolean
  half: boolean
  endsDay: boolean
  lasts: number | null
}

function time(at: number, more: Partial<Omit<Clock, 'is' | 'at'>> = {}): Clock {
  return { is: 'clock', at, weak: false, half: false, endsDay: false, lasts: null, ...more }
}

/** The time as it is meant within a part of the day: 8 in the evening is 20:00. */
export function inPart(clock: Clock, part: DayPart | null | undefined): Clock {
  const later = clock.half && clock.at < 12 * HOUR && part && LATE_PARTS.has(part)
  return later ? { ...clock, at: clock.at + 12 * HOUR, half: false } : clock
}

/** The end and the time of the longest phrase at word `i`, or null. */
export function read(reader: Reader, i: number): Read<Clock> | null {
  const leading = reader.lookup('part_phrases', i, i)
  if (leading) {
    const [end, part] = leading
    const weak = reader.vocabulary.has('weak', reader.phrase(i, i, end - i))
    return alsoTold(reader, end, i, part) ?? [end, time(PARTS[part], { weak })]
  }
  const key = reader.words[i]!.key
  if (key.startsWith('@') && key.length > 1) {
    const behind = told(reader.behindSign(i, LONGEST), 0, 0)
    return behind && [i + behind[0], behind[1]]
  }
  const after = reader.skip('at', i, i)
  const meantFor = after === i ? reader.skip('for', i, i) : i
  const clock = told(reader, Math.max(after, meantFor), i)
  if (!clock || (meantFor > i && (clock[1].weak || durationAt(reader, i)))) return null // "for 2h"
  const part = reader.lookup('part_phrases', clock[0], i)
  return part ? [part[0], { ...inPart(clock[1], part[1]), weak: false }] : clock
}

/** End and time of what follows a day: `morning`, `evening at 8`; `9` never alone. */
export function besideDay(reader: Reader, i: number, begun: number): Read<Clock> | null {
  const part = reader.lookup('day_parts', i, begun)
  if (!part || reader.vocabulary.listed('not_before_word', reader.keys[i]!, '')) return null
  return alsoTold(reader, part[0], begun, part[1]) ?? [part[0], time(PARTS[part[1]])]
}

function alsoTold(reader: Reader, i: number, begun: number, part: DayPart): Read<Clock> | null {
  const clock = told(reader, reader.skip('at', i, begun), begun)
  return clock && [clock[0], { ...inPart(clock[1], part), weak: false }]
}

/** End and time of `2-3pm`, `from 2pm to 3:30pm`, `14-16 Uhr`, `14:00-15:30`. */
export function fromTo(reader: Reader, i: number): Read<Clock> | null {
  const at = reader.skip('at', i, i)
  const key = reader.key(at, i).replaceAll('–', '-')
  const dash = key.indexOf('-')
  let end = at + 1
  let last = ''
  if (dash >= 0) {
    last = key.slice(dash + 1)
  } else {
    const second = reader.skip('between_times', end, i)
    if (second === end) return null
    last = reader.key(second, i)
    end = second + 1
  }
  const begins = FIGURES.exec(dash >= 0 ? key.slice(0, dash) : key)
  const finishes = FIGURES.exec(last)
  if (!begins || !finishes) return null
  let suffix: string | null = finishes[4] ?? null
  if (!suffix) [suffix, end] = suffixAt(reader, end, i)
  if (!suffix && !(begins[2] === ':' && finishes[2] === ':')) return null
  const until = minuteOfDay(finishes, suffix)
  let since = minuteOfDay(begins, begins[4] ?? suffix)
  if (since !== null && until !== null && !begins[4] && since > until) {
    since = minuteOfDay(begins, 'am') // "11-1pm"
  }
  if (since === null || until === null || since >= until) return null
  return [end, time(since, { lasts: until - since })]
}

function minuteOfDay(found: RegExpExecArray, suffix: string | null): number | null {
  const [hour, minute] = [Number(found[1]), Number(found[3] ?? 0)]
  const clock =
    suffix && MERIDIEMS.has(suffix) ? ofHalfDay(0, hour, minute, suffix) : checked(0, hour, minute)
  return clock && clock[1].at
}

/** Reads a time; whether it is introduced shows in whether `i` lies past `begun`. */
function told(reader: Reader, i: number, begun: number): Read<Clock> | null {
  const key = reader.key(i, begun)
  const introduced = i > begun
  if (!key) return null
  const word = reader.lookup('clock_words', i, begun)
  if (word) {
    const [hour, minute] = word[1].split(':').map(Number)
    const at = hour! * HOUR + minute!
    const weak = !introduced && reader.vocabulary.has('weak', key)
    return [word[0], time(at, { weak, endsDay: at === 0 })]
  }
  const shift = reader.lookup('clock_shifts', i, begun)
  if (shift) return shifted(reader, shift, i, begun)
  const hours = HOUR_H_MINUTE.exec(key)
  if (hours) {
    const isTime = introduced || Number(hours[1]) > LAST_HOUR_OF_A_DURATION
    return isTime ? checked(i + 1, Number(hours[1]), Number(hours[2])) : null
  }
  const found = FIGURES.exec(key) ?? FIGURES.exec(hourInWords(reader, i, begun))
  return found && figures(reader, i, begun, found)
}

/** The figures of the `three` in `at three`; '' for `at a`, and where nothing leads. */
function hourInWords(reader: Reader, i: number, begun: number): string {
  const key = reader.key(i, begun)
  const number = reader.vocabulary.map('numbers').get(key) ?? 0
  return i > begun && (number > 1 || reader.vocabulary.has('hour_one', key)) ? String(number) : ''
}

function shifted(
  reader: Reader,
  [at, minutesAway]: Read<number>,
  i: number,
  begun: number,
): Read<Clock> | null {
  const hour = reader.number(at, begun)
  if (hour === null || hour < 1 || hour > 24) return null
  const minutes = (hour * HOUR + minutesAway) % MINUTES_OF_DAY
  const end = reader.skip('o_clock', at + 1, begun)
  const clock = time(minutes, { weak: i === begun, half: hour <= 12 })
  const isPm = i > begun && hour <= PM_UP_TO && reader.vocabulary.has('at_pm', reader.keys[i - 1]!)
  return [end, isPm ? inPart(clock, 'afternoon') : clock]
}

function figures(
  reader: Reader,
  i: number,
  begun: number,
  found: RegExpExecArray,
): Read<Clock> | null {
  const [hour, mark] = [Number(found[1]), found[2]]
  let minute = Number(found[3] ?? 0)
  let suffix: string | null = found[4] ?? null
  let end = i + 1
  if (!suffix) [suffix, end] = suffixAt(reader, i + 1, begun)
  if (suffix && MERIDIEMS.has(suffix)) return ofHalfDay(end, hour, minute, suffix)
  if (suffix === 'uhr') {
    const more = reader.key(end, begun)
    if (!mark && TWO_DIGITS.test(more)) {
      minute = Number(more)
      end++
    }
    return checked(end, hour, minute, { half: hour <= 12 })
  }
  const introduced = i > begun
  const hours = suffix === 'h' && (mark !== undefined || hour > LAST_HOUR_OF_A_DURATION)
  const numbered = reader.vocabulary.has('not_after_number', reader.before(i))
  if (!introduced && !hours && (mark !== ':' || numbered)) return null
  const weak = !mark && !suffix
  const clock = checked(end, hour, minute, { weak, half: hour >= 1 && hour <= 12 })
  if (!clock || mark === ':' || suffix === 'h') return clock
  const isPm = hour >= 1 && hour <= PM_UP_TO && reader.vocabulary.has('at_pm', reader.keys[begun]!)
  return isPm ? [end, inPart(clock[1], 'afternoon')] : clock
}

/** What the word after the figures makes of them, and the end. */
function suffixAt(reader: Reader, i: number, begun: number): [string | null, number] {
  const key = reader.key(i, begun)
  if (reader.vocabulary.has('o_clock', key)) return ['uhr', i + 1]
  if (!MERIDIEMS.has(key)) return [null, i]
  // "um 9 am Montag": the German word for "on"
  const isOn = key === 'am' && reader.vocabulary.has('on', key) && isDay(reader, i + 1, begun)
  return isOn ? [null, i] : [key, i + 1]
}

function isDay(reader: Reader, i: number, begun: number): boolean {
  return reader.key(i, begun) !== '' && days.read(reader, i, true) !== null
}

function ofHalfDay(
  end: number,
  hour: number,
  minute: number,
  meridiem: string,
): Read<Clock> | null {
  if (hour < 1 || hour > 12) return null
  return checked(end, (hour % 12) + (meridiem.startsWith('p') ? 12 : 0), minute)
}

function checked(
  end: number,
  hour: number,
  minute: number,
  more: { weak?: boolean; half?: boolean } = {},
): Read<Clock> | null {
  return hour > 23 || minute > 59 ? null : [end, time(hour * HOUR + minute, more)]
}
