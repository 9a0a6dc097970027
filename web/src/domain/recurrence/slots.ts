/**
 * The slots of a series: its rule's, its RDATEs besides, without its EXDATEs.
 *
 * Slots of a series of instants keep their time on the wall of its zone: nine o'clock stays nine
 * o'clock. Of slots that fall on one instant where clocks change, one is left.
 */

import { DAY, HOUR, type Due, type Kind, type Micros } from '../dates.ts'
import { firstShown, instantOf, shown } from '../zones.ts'
import type { Series } from './repeats.ts'
import { walls } from './series.ts'

// Clocks never jump by more than a day, so no slot from further back falls behind a point in time.
const LONGEST_JUMP = 2 * DAY

/** The slots at a point in time and after it, in order and each once. */
export function* slotsFrom(series: Series, since: Micros): Generator<Micros> {
  const byRule = series.kind === 'instant' ? instants(series, since) : written(series, since)
  const listed = series.rdates.filter((slot) => slot >= since).sort((a, b) => a - b)
  let last: Micros | undefined
  for (const slot of merged(byRule, listed)) {
    if (slot !== last && !series.exdates.includes(slot)) yield slot
    last = slot
  }
}

/** The slots that come strictly after a point in time. */
export function* slotsAfter(series: Series, date: Micros): Generator<Micros> {
  for (const slot of slotsFrom(series, date)) if (slot > date) yield slot
}

/** The first slot that comes strictly after a point in time; null after the last. */
export function slotAfter(series: Series, date: Micros): Micros | null {
  return slotsAfter(series, date).next().value ?? null
}

/** What a clock shows at a date: an instant in the zone, others as they are written. */
export function wallOf(kind: Kind, at: Micros, zone: string): Micros {
  return kind === 'instant' ? shown(at, zone) : at
}

/** The date of a kind at what a clock shows; the inverse of `wallOf`. */
export function atWall(kind: Kind, wall: Micros, zone: string): Micros {
  if (kind === 'instant') return instantOf(wall, zone)
  return kind === 'day' ? Math.floor(wall / DAY) * DAY : wall
}

/** The last date of something as one of another kind; a day ends with its last second. */
export function untilOfKind(last: Due, kind: Kind, zone: string): Due {
  const wall = wallOf(last.kind, last.at, zone) + (last.kind === 'day' ? DAY - HOUR / 3600 : 0)
  return { kind, at: atWall(kind, wall, zone) }
}

function* written(series: Series, since: Micros): Generator<Micros> {
  const { until } = series.rule
  for (const wall of walls(series.rule, series.start, since)) {
    if (until !== null && wall > until.at) return
    yield wall
  }
}

function* instants(series: Series, since: Micros): Generator<Micros> {
  const { until } = series.rule
  const from = Math.max(series.start, since)
  for (const instant of inOrder(series, from)) {
    if (until !== null && instant > until.at) return
    if (instant >= from) yield instant
  }
}

/**
 * The instants of the rule's slots in order, some from before `since`, some twice.
 *
 * Of two times on the wall the later may be the earlier instant: where clocks skip from two to
 * three, half past two stands for half past three, and three o'clock comes before it.
 */
function* inOrder({ rule, start, zone }: Series, since: Micros): Generator<Micros> {
  const startWall = shown(start, zone)
  const waiting: Micros[] = []
  for (const wall of walls(rule, startWall, shown(since, zone) - LONGEST_JUMP)) {
    // The start may be the second showing of its time; it is itself all the same.
    waiting.push(wall === startWall ? start : instantOf(wall, zone))
    waiting.sort((a, b) => a - b)
    const reached = firstShown(wall, zone)
    while (waiting.length > 0 && waiting[0]! <= reached) yield waiting.shift()!
  }
  yield* waiting
}

/** Two sequences that are each in order as one. */
function* merged(ordered: Iterator<Micros>, listed: Micros[]): Generator<Micros> {
  let next = ordered.next()
  let place = 0
  while (!next.done || place < listed.length) {
    if (next.done || listed[place]! < next.value) yield listed[place++]!
    else {
      yield next.value
      next = ordered.next()
    }
  }
}
