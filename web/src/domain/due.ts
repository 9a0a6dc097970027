/**
 * What a date means where its reader is: on which day it lies, whether it is over, what comes first.
 *
 * A day begins at the first instant at which clocks show it, or a later one, and lasts until the
 * next begins; so days tile the time line. As in the server's `domain/zones.py`. `now` is in
 * milliseconds since 1970, `zone` an IANA name.
 */

import { addDays, dayNumber, dayText, type Day } from './calendar.ts'
import { DAY, LATEST, dueText, kindOf, readDue, type Micros } from './dates.ts'
import { firstShown, instantOf, microsOf, offsetAt, shown } from './zones.ts'

/** The day that it is in a zone. */
export function today(now: number, zone: string): Day {
  if (now !== latest.now || zone !== latest.zone) {
    latest = { now, zone, day: dayAt(microsOf(now), zone) }
  }
  return latest.day
}

// A list asks for today once for each task.
let latest = { now: NaN, zone: '', day: '' }

/** The day that it is in a zone at an instant. */
export function dayAt(moment: Micros, zone: string): Day {
  let number = Math.floor(shown(moment, zone) / DAY)
  if (offsetAt(moment - DAY, zone) > offsetAt(moment, zone)) {
    // Where clocks went back across midnight, a day that had begun isn't left again.
    while (firstShown((number + 1) * DAY, zone) <= moment) number++
  }
  return dayText(number)
}

/** The first instant of a day in a zone, and the first after it; equal for a day that is skipped. */
export function dayBounds(day: Day, zone: string): [from: Micros, to: Micros] {
  const midnight = dayNumber(day) * DAY
  const to = midnight + DAY > LATEST ? LATEST : firstShown(midnight + DAY, zone)
  return [firstShown(midnight, zone), to]
}

/** How many milliseconds are left until it is the next day in a zone. */
export function untilTomorrow(now: number, zone: string): number {
  const [, to] = dayBounds(today(now, zone), zone)
  return Math.ceil((to - microsOf(now)) / 1000)
}

/** The day on which something is due: as written, or of an instant, where one reads. */
export function dayOf(due: string, zone: string): Day {
  return kindOf(due) === 'instant' ? dayAt(readDue(due).at, zone) : due.slice(0, 10)
}

/**
 * How dates lie to a day as read in a zone: below 0 for one before it, 0 on it, above 0 after it.
 * Made once for many dates, it asks nothing of the zone's clocks for each of them.
 */
export function comparedWith(day: Day, zone: string): (date: string) => number {
  const [from, to] = dayBounds(day, zone)
  return (date) => {
    if (kindOf(date) === 'instant') {
      const { at } = readDue(date)
      return at < from ? -1 : at < to ? 0 : 1
    }
    const on = date.slice(0, 10)
    return on < day ? -1 : on > day ? 1 : 0
  }
}

/** The time of day of a date on clocks in a zone, `09:00`; null for a day. */
export function clockOf(due: string, zone: string): string | null {
  const { kind, at } = readDue(due)
  if (kind === 'day') return null
  return dueText({ kind: 'local', at: kind === 'local' ? at : shown(at, zone) }).slice(11, 16)
}

/**
 * Whether the time of a due date is up. A day is overdue from the first instant after it, a time
 * from right after its moment, which for a local time is the one it stands for in the zone.
 */
export function isOverdue(due: string, now: number, zone: string): boolean {
  if (kindOf(due) === 'day') return due < today(now, zone)
  const [{ kind, at }, moment] = [readDue(due), microsOf(now)]
  // No clock is a day ahead of UTC, or behind: far from now there is no need to ask it.
  const isNear = kind === 'local' && Math.abs(at - moment) < DAY
  return (isNear ? instantOf(at, zone) : at) < moment
}

/** Where a date stands among others: by the instant, then by what a clock shows. */
export type DueKey = readonly [instant: Micros, wall: Micros]

const UNDATED: DueKey = [Infinity, Infinity]

/** The place of a due date in the order 'soonest first' as read in a zone; null comes last. */
export function dueKey(due: string | null, zone: string): DueKey {
  if (due === null) return UNDATED
  const { kind, at } = readDue(due)
  return kind === 'instant' ? [at, shown(at, zone)] : [firstShown(at, zone), at]
}

/** Compares two due dates for a sort, soonest first, as the server's lists do. */
export function compareDue(a: string | null, b: string | null, zone: string): number {
  return a === b ? 0 : compareKeys(dueKey(a, zone), dueKey(b, zone))
}

/** Tasks in the order of their due dates, undated last, equal ones by id: as the server's lists. */
export function sortedByDue<T extends { id: string; due_date: string | null }>(
  tasks: readonly T[],
  zone: string,
): T[] {
  return tasks
    .map((task) => [dueKey(task.due_date, zone), task] as const)
    .sort(([a, one], [b, other]) => compareKeys(a, b) || (one.id < other.id ? -1 : 1))
    .map(([, task]) => task)
}

/** The due date on another day: its kind and its time on the reader's clock stay. */
export function moveToDay(due: string | null, day: Day, zone: string): string {
  if (due === null || kindOf(due) === 'day') return day
  const { kind, at } = readDue(due)
  const wall = kind === 'local' ? at : shown(at, zone)
  const moved = dayNumber(day) * DAY + (wall - Math.floor(wall / DAY) * DAY)
  if (moved === wall) return due
  return dueText({ kind, at: kind === 'local' ? moved : instantOf(moved, zone) })
}

/** The due date so many days later, of the same kind and at the same time on the reader's clock. */
export function postponed(due: string, days: number, zone: string): string {
  return moveToDay(due, addDays(dayOf(due, zone), days), zone)
}

function compareKeys(a: DueKey, b: DueKey): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1
  return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1
}
