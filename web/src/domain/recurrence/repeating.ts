/** A repeating task: what follows when its open occurrence is done or skipped, and what is to come. */

import type { Repeat, Task } from '../../sync/records.ts'
import { addDays, dateOf, dayNumber, type Day } from '../calendar.ts'
import { DAY, dueText, readDue, type Micros } from '../dates.ts'
import { dayOf, today } from '../due.ts'
import { microsOf, shown } from '../zones.ts'
import { afterCompletion } from './anew.ts'
import { readSeries, writtenSeries, type Series } from './repeats.ts'
import { atWall, slotAfter, slotsAfter, slotsFrom, wallOf } from './slots.ts'

/** What the engine needs to know of a task. */
export type Repeating = Pick<Task, 'due_date' | 'start_date' | 'time_zone' | 'repeat'>

/** The values that a task gets for its next occurrence. */
export type NextValues = Pick<Task, 'due_date' | 'start_date'> & { repeat: Repeat }

/**
 * What follows the open occurrence: the values to set, null after the last one. `slot` is the date of
 * the series that it stood for, `missed` are those passed over after it, at most 366.
 */
export interface Step {
  slot: string
  values: NextValues | null
  missed: string[]
}

const MOST_MISSED = 366
const LATEST_YEAR = 9000
const MOST_PROJECTED = 366

/** What a repeating task is set to when its open occurrence is done; null after the last one. */
export function next(task: Repeating, now: number, zone: string): NextValues | null {
  return done(task, now, zone)?.values ?? null
}

/**
 * What follows when the open occurrence is done at a moment (milliseconds since 1970); `zone` is the
 * person's, and tells which day that is. Null for a task that doesn't repeat.
 */
export function done(task: Repeating, now: number, zone: string): Step | null {
  const series = seriesOf(task)
  if (series === null) return null
  if (series.basis === 'completion') {
    const wall = shown(microsOf(now), series.kind === 'instant' ? series.zone : zone)
    return step(task, series, afterCompletion(series, wall))
  }
  const reached = nowAs(series, now, zone)
  const missed: Micros[] = []
  for (const slot of slotsAfter(series, series.occurrence)) {
    if (slot > reached) return step(task, series, { ...series, occurrence: slot }, missed)
    if (missed.length === MOST_MISSED) {
      return step(task, series, movedOn(series, reached), missed)
    }
    missed.push(slot)
  }
  return step(task, series, null, missed)
}

/** What follows when the open occurrence is skipped: the slot right after it. */
export function skipped(task: Repeating): Step | null {
  const series = seriesOf(task)
  if (series === null) return null
  const { basis, kind, occurrence, zone } = series
  const following =
    basis === 'completion'
      ? afterCompletion(series, wallOf(kind, occurrence, zone))
      : movedOn(series, occurrence)
  return step(task, series, following)
}

/**
 * The dates of a task after its open occurrence that lie on the days from `from` to `to` for a
 * reader in a zone: at most `limit`. None from completion: they depend on when it will be done.
 */
export function projectedDates(
  task: Repeating,
  from: Day,
  to: Day,
  zone: string,
  limit = MOST_PROJECTED,
): string[] {
  const series = seriesOf(task)
  if (series === null || series.basis === 'completion') return []
  // Where clocks differ most, a day begins a day earlier than it is written.
  const early = dayNumber(addDays(from, series.kind === 'instant' ? -1 : 0)) * DAY
  const found: string[] = []
  for (const slot of slotsFrom(series, Math.max(early, series.occurrence))) {
    const text = dueText({ kind: series.kind, at: slot })
    const day = dayOf(text, zone)
    if (day > to || found.length === limit) break
    if (slot > series.occurrence && day >= from) found.push(text)
  }
  return found
}

/** The open date of a repeating task and those after it as the rule has them, for a preview. */
export function upcoming(task: Repeating, limit: number): string[] {
  const series = seriesOf(task)
  if (series === null) return []
  const found = [series.occurrence]
  if (series.basis === 'schedule') {
    for (const slot of slotsAfter(series, series.occurrence)) {
      if (found.length >= limit) break
      found.push(slot)
    }
  }
  return found.map((at) => dueText({ kind: series.kind, at }))
}

function seriesOf(task: Repeating): Series | null {
  return task.repeat === null ? null : readSeries(task.repeat, task.time_zone)
}

function nowAs(series: Series, now: number, zone: string): Micros {
  if (series.kind === 'day') return dayNumber(today(now, zone)) * DAY
  return series.kind === 'local' ? shown(microsOf(now), zone) : microsOf(now)
}

function movedOn(series: Series, date: Micros): Series | null {
  const slot = slotAfter(series, date)
  return slot === null ? null : { ...series, occurrence: slot }
}

function step(task: Repeating, before: Series, after: Series | null, missed: Micros[] = []): Step {
  const text = (at: Micros) => dueText({ kind: before.kind, at })
  const told = { slot: text(before.occurrence), missed: missed.map(text) }
  if (after === null || dateOf(Math.floor(after.occurrence / DAY))[0] > LATEST_YEAR) {
    return { ...told, values: null }
  }
  return {
    ...told,
    values: {
      due_date: text(after.occurrence),
      start_date: task.start_date && keptAway(task, task.start_date, after),
      repeat: writtenSeries(after),
    },
  }
}

/** The start date for the next due date, as far before it on the clock as it was. */
function keptAway(task: Repeating, startDate: string, { kind, occurrence, zone }: Series): string {
  const [start, due] = [readDue(startDate), readDue(task.due_date!)]
  const away = wallOf(due.kind, due.at, zone) - wallOf(start.kind, start.at, zone)
  const moved = wallOf(kind, occurrence, zone) - away
  return dueText({ kind: start.kind, at: atWall(start.kind, moved, zone) })
}
