/** What a task's `repeat` becomes: from what an editor or a quick-add line says to what is kept. */

import type { Repeat } from '../../sync/records.ts'
import { dateOf } from '../calendar.ts'
import { DAY, parseDue, type Due, type Kind } from '../dates.ts'
import { writtenSeries, type Series } from './repeats.ts'
import { LONGEST_RULE, chooses, parseRule, ruleText, type Rule } from './rules.ts'
import { lastOfCount } from './series.ts'
import { slotsFrom, untilOfKind, wallOf } from './slots.ts'

const MOST_LISTED = 500
const EARLIEST_YEAR = 1000
const LATEST_YEAR = 9000

/**
 * The `repeat` to keep for one that is set in a task with a due date and a zone, as the server makes
 * it; null for one that it refuses. Only `rule` is needed: a missing `start` is the due date, a
 * missing `occurrence` too; without a due date it is the first slot, and the due date is to be set
 * to it. UNTIL takes the kind of the start; from completion the start is the occurrence.
 */
export function keptRepeat(
  set: Partial<Repeat>,
  dueDate: string | null,
  timeZone: string | null,
): Repeat | null {
  const rule = parseRule(set.rule ?? '')
  const basis = set.basis ?? 'schedule'
  const isAnew = basis === 'completion'
  const first = (isAnew && set.occurrence) || (isAnew && dueDate) || set.start || dueDate
  const start = first ? parseDue(first) : null
  if (rule === null || start === null) return null
  const dates = [dueDate ?? first, set.occurrence ?? first].map((text) => parseDue(text!))
  const rdates = datesOf(set.rdates, start.kind)
  const exdates = datesOf(set.exdates, start.kind)
  if (!dates.every((date) => date?.kind === start.kind) || !rdates || !exdates) return null
  const fitted = fittedRule(rule, start, timeZone)
  if (fitted === null || !isNear(start) || ruleText(fitted).length > LONGEST_RULE) return null
  const series: Series = {
    rule: fitted,
    basis,
    kind: start.kind,
    zone: timeZone ?? 'UTC',
    start: start.at,
    occurrence: start.at,
    rdates,
    exdates,
    resetsSubtasks: set.resets_subtasks ?? false,
  }
  const opened = set.occurrence ?? dueDate
  const occurrence = opened ? parseDue(opened)!.at : firstSlot(series)
  if (occurrence === null || !isNear({ kind: start.kind, at: occurrence })) return null
  if (!hasSlots(series)) return null
  return writtenSeries({ ...series, occurrence, start: isAnew ? occurrence : start.at })
}

function fittedRule(rule: Rule, start: Due, timeZone: string | null): Rule | null {
  if (start.kind === 'day') {
    if (rule.frequency === 'HOURLY') return null
    // RFC 5545, section 3.3.10: times of day are to be ignored for a series of days.
    const untimed: Rule = { ...rule, hours: [], minutes: [], seconds: [] }
    rule = chooses(untimed) ? untimed : { ...untimed, positions: [] }
  }
  const { until } = rule
  if (until === null || until.kind === start.kind) return rule
  if (until.kind === 'instant' && timeZone === null && start.kind === 'local') return null
  return { ...rule, until: untilOfKind(until, start.kind, timeZone ?? 'UTC') }
}

function datesOf(texts: string[] = [], kind: Kind): number[] | null {
  const dates = [...new Set(texts)].map(parseDue)
  if (texts.length > MOST_LISTED) return null
  if (!dates.every((date) => date?.kind === kind && isNear(date))) return null
  return [...new Set(dates.map((date) => date!.at))].sort((a, b) => a - b)
}

function isNear({ at }: Due): boolean {
  const [year] = dateOf(Math.floor(at / DAY))
  return year >= EARLIEST_YEAR && year <= LATEST_YEAR
}

function firstSlot(series: Series): number | null {
  return slotsFrom(series, series.start).next().value ?? null
}

function hasSlots(series: Series): boolean {
  const { rule, rdates, start } = series
  if (rule.count !== null && lastOfCount(rule, wallOf(series.kind, start, series.zone)) === null) {
    return false
  }
  if (rdates.includes(start)) return true // from completion, a series may begin with one of them
  return firstSlot({ ...series, rdates: [], exdates: [] }) !== null
}
