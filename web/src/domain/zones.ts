/**
 * What clocks show in a time zone, by the browser's own database (`Intl`).
 *
 * A local time stands for one instant by RFC 5545, section 3.3.5: where clocks skip it, by the
 * offset before they did; where they show it twice, for the first. The server's `domain/zones.py`
 * says the same, and `tests/phrases/dates.json` holds both to it.
 */

import { DAY, EARLIEST, LATEST, SECOND, dueText, readDue, type Micros } from './dates.ts'
import { numberOf } from './calendar.ts'

/** What is known of a zone: its offset on each day that was asked for (counted from 1970, UTC). */
interface Zone {
  format: Intl.DateTimeFormat
  days: Map<number, Offsets>
}

/** The offset of a day, which clocks may change at one instant of it. */
interface Offsets {
  before: Micros
  after: Micros
  change: Micros
}

// No zone had clocks that were set by law before 1800, nor is any reader there.
const EARLIEST_CHANGE = numberOf(1800, 1, 1) * DAY

const zones = new Map<string, Zone>()

/** How far clocks in a zone are ahead of UTC at an instant. */
export function offsetAt(moment: Micros, zone: string): Micros {
  const known = zones.get(zone) ?? opened(zone)
  const number = Math.floor(Math.max(moment, EARLIEST_CHANGE) / DAY)
  let day = known.days.get(number)
  if (day === undefined) {
    day = measured(known.format, number * DAY)
    known.days.set(number, day)
  }
  return moment < day.change ? day.before : day.after
}

/** What clocks in a zone show at an instant. */
export function shown(moment: Micros, zone: string): Micros {
  return within(moment + offsetAt(moment, zone))
}

/** The one instant for which a wall clock's time stands in a zone. */
export function instantOf(wall: Micros, zone: string): Micros {
  const before = offsetAt(wall - DAY, zone)
  const after = offsetAt(wall + DAY, zone)
  const isSkippedOrEarly = before === after || offsetAt(wall - before, zone) === before
  const isLate = !isSkippedOrEarly && offsetAt(wall - after, zone) === after
  return within(wall - (isLate ? after : before))
}

/**
 * The first instant at which clocks in a zone show a time or a later one. It differs from
 * `instantOf` where clocks skip the time: it is then the moment of the change.
 */
export function firstShown(wall: Micros, zone: string): Micros {
  const instant = instantOf(wall, zone)
  if (shown(instant, zone) === wall) return instant
  const after = offsetAt(wall + DAY, zone)
  return wall - after >= instant ? instant : changeBetween(wall - after, instant, zone)
}

/** The instant, as text, for which a local time stands: `2026-12-01T09:00` → `…T08:00:00Z`. */
export function toInstant(local: string, zone: string): string {
  return dueText({ kind: 'instant', at: instantOf(readDue(local).at, zone) })
}

/** The local time, as text, that clocks show at an instant: the other way round. */
export function toLocal(instant: string, zone: string): string {
  return dueText({ kind: 'local', at: shown(readDue(instant).at, zone) })
}

/** A moment in milliseconds since 1970, as `Date.now()` tells it, in microseconds. */
export function microsOf(now: number): Micros {
  return now * 1000
}

/** Whether the browser knows a zone by this name. */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** The nearest moment on the time line. */
export function within(moment: Micros): Micros {
  return Math.min(Math.max(moment, EARLIEST), LATEST)
}

function opened(name: string): Zone {
  // A zone that is younger than the browser is read as UTC: a wrong hour, but a working app.
  const zone = { format: formatOf(isZone(name) ? name : 'UTC'), days: new Map<number, Offsets>() }
  zones.set(name, zone)
  return zone
}

function formatOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
}

function measured(format: Intl.DateTimeFormat, start: Micros): Offsets {
  const [before, after] = [read(format, start), read(format, start + DAY)]
  if (before === after) return { before, after, change: start }
  let [low, high] = [start / SECOND, (start + DAY) / SECOND]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (read(format, middle * SECOND) === before) low = middle
    else high = middle
  }
  return { before, after, change: high * SECOND }
}

function read(format: Intl.DateTimeFormat, moment: Micros): Micros {
  const [month, day, year, hour, minute, second] = format
    .format(moment / 1000)
    .split(/\D+/)
    .map(Number) as [number, number, number, number, number, number]
  const seconds = numberOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
  return seconds * SECOND - moment
}

function changeBetween(early: Micros, late: Micros, zone: string): Micros {
  for (let number = Math.floor(early / DAY); number * DAY <= late; number++) {
    offsetAt(number * DAY, zone)
    const day = zones.get(zone)!.days.get(number)!
    if (day.before !== day.after && day.change > early && day.change <= late) return day.change
  }
  return late
}
