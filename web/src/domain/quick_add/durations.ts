/** Amounts of time: `for 30 min`, `1h30`, `2 Stunden`, `half an hour`. */
import { isDigits, type Read, type Reader } from './reader.ts'

/** Longest duration, in minutes: a year. */
const DURATION_MAX = 525_600
const LAST_HOUR = 12
const AMOUNT = /^([0-9]{1,4}(?:[.,][0-9]{1,2})?)([a-z]*)$/
const HOURS_AND_MINUTES = /^([0-9]{1,2})h([0-9]{1,2})(?:m|min)?$/

/** Minutes; weak ones are a duration at the line's end only. */
export interface Duration {
  is: 'duration'
  minutes: number
  weak: boolean
}

/** The end and the duration at word `i`, or null. */
export function durationAt(reader: Reader, i: number): Read<Duration> | null {
  const start = reader.skip('for', i, i)
  const introduced = start > i
  const found = amount(reader, start, i, introduced)
  if (!found || found[1] < 1 || found[1] > DURATION_MAX) return null
  if (!introduced) {
    const isInWords = reader.vocabulary.map('numbers').has(reader.key(i, i))
    if (reader.vocabulary.has('not_after_duration', reader.before(i))) return null
    if (isInWords && !reader.lookup('spans_of_minutes', i, i)) return null
  }
  const weak = !introduced && found[0] > i + 1
  return [found[0], { is: 'duration', minutes: found[1], weak }]
}

/** The end and the minutes of an amount; `short` allows `5m`, and `20h` as a duration. */
export function amount(
  reader: Reader,
  i: number,
  begun: number,
  short: boolean,
): Read<number> | null {
  const named = reader.lookup('spans_of_minutes', i, begun)
  if (named) return named
  const key = reader.key(i, begun)
  const both = HOURS_AND_MINUTES.exec(key)
  if (both) {
    const [hours, minutes] = [Number(both[1]), Number(both[2])]
    const fits = (short || hours <= LAST_HOUR) && minutes < 60
    return fits ? [i + 1, hours * 60 + minutes] : null
  }
  const found = AMOUNT.exec(key)
  const number = found ? Number(found[1]!.replace(',', '.')) : (reader.number(i, begun) ?? 0)
  let unit = found?.[2] ?? ''
  let end = i + 1
  if (!unit) {
    unit = reader.key(i + 1, begun)
    end = i + 2
  } else if (!short && (unit === 'm' || (unit === 'h' && number > LAST_HOUR))) {
    return null
  }
  const of = reader.vocabulary.map('minutes').get(unit) ?? 0
  const minutes = number * of
  if (!minutes || !Number.isInteger(minutes)) return null
  const rest = of === 60 ? andMinutes(reader, end, begun) : null
  return rest ? [rest[0], minutes + rest[1]] : [end, minutes]
}

/** Reads the `30 min` of `1 hour 30 min`. */
function andMinutes(reader: Reader, i: number, begun: number): Read<number> | null {
  const at = reader.skip('and', i, begun)
  const found = AMOUNT.exec(reader.key(at, begun))
  if (!found || !isDigits(found[1]!)) return null
  const unit = found[2] || reader.key(at + 1, begun)
  const fits = reader.vocabulary.map('minutes').get(unit) === 1 && Number(found[1]) < 60
  return fits ? [found[2] ? at + 1 : at + 2, Number(found[1])] : null
}
