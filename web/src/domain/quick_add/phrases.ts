/** Phrases of a line: each place that may mean a date, a time, a repetition or a duration. */
import * as clock from './clock.ts'
import type { Clock } from './clock.ts'
import * as dated from './dated.ts'
import type { Day } from './dated.ts'
import * as days from './days.ts'
import { durationAt, type Duration } from './durations.ts'
import type { Read, Reader } from './reader.ts'
import * as repeats from './repeats.ts'
import type { Repeat } from './repeats.ts'
import type { Kind } from './result.ts'
import type { Unit } from './calendar_days.ts'

/** Most slots of a rule with COUNT that the server takes. */
const MOST_TIMES = 5000
const TIMES = /^([0-9]{1,4})x$/

/** `for 3 weeks` (a number and a unit), or `for 10 times` (no unit). */
export interface Length {
  is: 'length'
  number: number
  unit: Unit | null
}

/**
 * The words `first` up to `last` (not included) may be a `kind` with this meaning. A `weak` one
 * counts only where a person would mean it: at the line's end, at its start before a colon, or
 * beside another. `alsoDue` marks `bis Freitag`: an end beside a repetition, else the due date.
 */
export interface Phrase {
  first: number
  last: number
  kind: Kind
  meaning: Day | Clock | Repeat | Length | Duration
  weak: boolean
  alsoDue: boolean
  needsRepeat: boolean
}

type Told = Pick<Phrase, 'weak' | 'alsoDue' | 'needsRepeat'>

function phrase(
  first: number,
  [last, meaning]: Read<Phrase['meaning']>,
  kind: Kind,
  told: Partial<Told> = {},
): Phrase {
  return { first, last, kind, meaning, weak: false, alsoDue: false, needsRepeat: false, ...told }
}

/** The phrases from left to right; none overlaps another. */
export function read(reader: Reader): Phrase[] {
  const found: Phrase[] = []
  let dayEnded: Phrase | null = null
  for (let i = 0; i < reader.words.length;) {
    if (!reader.keys[i] || !reader.mayBegin(i)) {
      i++
      dayEnded = null
      continue
    }
    const ways = at(reader, i)
    const part: Read<Clock> | null =
      dayEnded?.last === i ? clock.besideDay(reader, i, dayEnded.first) : null
    if (part) ways.push(phrase(i, part, 'time'))
    // The first of the longest counts: the order of `at` decides among equals.
    const longest = ways.reduce<Phrase | null>(
      (best, one) => (best && best.last >= one.last ? best : one),
      null,
    )
    if (!longest) {
      i++
      continue
    }
    found.push(longest)
    i = longest.last
    const isDay = ['date', 'repeat', 'start'].includes(longest.kind) || longest.alsoDue
    dayEnded = isDay ? longest : null
  }
  return found
}

function at(reader: Reader, i: number): Phrase[] {
  const found: Phrase[] = []
  const repeat = repeats.read(reader, i)
  if (repeat) found.push(phrase(i, repeat, 'repeat', { weak: repeat[1].weak }))
  bounds(reader, i, found)
  due(reader, i, found)
  const time = clock.fromTo(reader, i) ?? clock.read(reader, i)
  if (time && !oneOfSeveral(reader, i, time[0])) {
    found.push(phrase(i, time, 'time', { weak: time[1].weak }))
  }
  const duration = durationAt(reader, i)
  if (duration) found.push(phrase(i, duration, 'duration', { weak: duration[1].weak }))
  return found
}

/** Whether another time is named too: `morgens und abends`, `at 9 or 10`. */
function oneOfSeveral(reader: Reader, first: number, end: number): boolean {
  const before = reader.before(first)
  if (reader.vocabulary.has('and', before) || reader.vocabulary.has('or', before)) return true
  const next = Math.max(reader.skip('or', end, first), reader.skip('and', end, first))
  return next > end && timeFollows(reader, next, first)
}

function due(reader: Reader, i: number, found: Phrase[]): void {
  if (endsRange(reader, i)) return
  const meantFor = reader.skip('for', i, i)
  const after = Math.max(reader.skip('on', i, i), meantFor)
  if (after > i) {
    const inner = reader.key(after, i) ? days.read(reader, after, true) : null
    if (inner && !ruledOut(reader, after, inner[0], true)) {
      const weak = inner[1].weak && (meantFor > i || isNumber(reader, after))
      found.push(phrase(i, inner, 'date', { weak }))
    }
    return
  }
  let day = days.read(reader, i)
  if (!day) {
    const start = reader.skip('in_month', i, i)
    if (start > i && reader.key(start, i)) day = days.monthAlone(reader, start)
  }
  if (!day || ruledOut(reader, i, day[0], false)) return
  const strict = reader.vocabulary.has('strict', reader.keys[i]!)
  if (strict && day[1].weak && !timeFollows(reader, day[0], i)) return
  found.push(phrase(i, day, 'date', { weak: day[1].weak }))
}

/** Whether word `i` goes on with a range, as in `Montag bis Freitag`. */
function endsRange(reader: Reader, i: number): boolean {
  return reader.skip('to', i, i) > i && reader.vocabulary.map('weekdays').has(reader.before(i))
}

/** Whether the day is told by a number alone: `on the 5th` may go on with `floor`. */
function isNumber(reader: Reader, i: number): boolean {
  return dated.dayNumber(reader, reader.skip('the', i, i), i).day > 0
}

function timeFollows(reader: Reader, i: number, begun: number): boolean {
  return reader.key(i, begun) !== '' && clock.read(reader, i) !== null
}

/** Whether a word beside the day shows that it is none: `the friday`, `sun cream`. */
function ruledOut(reader: Reader, first: number, end: number, introduced: boolean): boolean {
  const { vocabulary } = reader
  const key = reader.keys[first]!
  const before = reader.before(first)
  if (!introduced) {
    if (before && vocabulary.has('not_after', before)) return true
    if (before && vocabulary.map('ordinals').has(before)) return true
    if (first > 0 && endsRange(reader, first - 1)) return true
  }
  if (before && vocabulary.listed('not_after_word', key, before)) return true
  if (end - first > 1) return false
  const isLower = reader.words[first]!.text === key
  if (vocabulary.has(isLower ? 'capital_only' : 'lower_only', key)) return true
  const following = reader.key(end, first)
  return vocabulary.listed('not_before_word', key, following) || alternative(reader, end, first)
}

/** Whether another day follows: `monday or tuesday`, `friday to sunday`, `sat & sun`. */
function alternative(reader: Reader, i: number, begun: number): boolean {
  const skipped = (['or', 'and', 'to'] as const).map((name) => reader.skip(name, i, begun))
  const next = Math.max(...skipped)
  const key = next > i ? reader.key(next, begun) : ''
  const { vocabulary } = reader
  return key !== '' && (vocabulary.map('weekdays').has(key) || vocabulary.map('days').has(key))
}

/** Reads what bounds a repetition: `until dec 31`, `starting monday`, `for 3 weeks`. */
function bounds(reader: Reader, i: number, found: Phrase[]): void {
  const until = reader.skip('until', i, i)
  const last = until > i ? dayAt(reader, until, i) : null
  if (last && !endsRange(reader, i)) {
    const alsoDue = reader.skip('on', i, i) > i
    found.push(phrase(i, last, 'until', { alsoDue, needsRepeat: !alsoDue }))
  }
  for (const list of ['starting', 'starting_beside_repeat'] as const) {
    const after = reader.skip(list, i, i)
    const day = after > i ? dayAt(reader, after, i) : null
    if (day) found.push(phrase(i, day, 'start', { needsRepeat: list !== 'starting' }))
  }
  lengths(reader, i, found)
}

/** Reads how long a repetition goes on: `10 times`, `5x`, `for 3 weeks`. */
function lengths(reader: Reader, i: number, found: Phrase[]): void {
  const start = reader.skip('for', i, i)
  const add = (end: number, number: number, unit: Unit | null) =>
    found.push(phrase(i, [end, { is: 'length', number, unit }], 'count', { needsRepeat: true }))
  const joined = Number(TIMES.exec(reader.key(start, i))?.[1] ?? 0)
  if (joined >= 1 && joined <= MOST_TIMES) add(start + 1, joined, null)
  const number = reader.number(start, i)
  if (!number) return
  const end = reader.skip('times', start + 1, i)
  if (end > start + 1 && number <= MOST_TIMES) add(end, number, null)
  const unit = reader.vocabulary.map('units').get(reader.key(start + 1, i))
  if (unit && start > i) add(start + 2, number, unit)
}

function dayAt(reader: Reader, i: number, begun: number): Read<Day> | null {
  if (!reader.key(i, begun)) return null
  const found = days.read(reader, i) ?? days.monthAlone(reader, i, true)
  return found && found[1].at === null ? found : null
}
