/** How a task repeats, as the engine reads it from the task's `repeat`. */

import type { Repeat } from '../../sync/records.ts'
import { dueText, readDue, type Kind, type Micros } from '../dates.ts'
import { parseRule, ruleText, type Rule } from './rules.ts'

/**
 * A series: all its dates are of one `kind`; an instant is counted on the wall of `zone`. `start` is
 * where it begins, `occurrence` the slot that is open. On the basis `completion` the two are one,
 * and COUNT says how many are left, the open one among them.
 */
export interface Series {
  readonly rule: Rule
  readonly basis: Repeat['basis']
  readonly kind: Kind
  readonly zone: string
  readonly start: Micros
  readonly occurrence: Micros
  readonly rdates: readonly Micros[]
  readonly exdates: readonly Micros[]
  readonly resetsSubtasks: boolean
}

/** The series of a `repeat` that the server has sent; null when its rule can't be read. */
export function readSeries(repeat: Repeat, timeZone: string | null): Series | null {
  const rule = parseRule(repeat.rule)
  if (rule === null) return null
  const { kind, at } = readDue(repeat.start)
  return {
    rule,
    basis: repeat.basis,
    kind,
    zone: timeZone ?? 'UTC',
    start: at,
    occurrence: readDue(repeat.occurrence).at,
    rdates: repeat.rdates.map((date) => readDue(date).at),
    exdates: repeat.exdates.map((date) => readDue(date).at),
    resetsSubtasks: repeat.resets_subtasks,
  }
}

/** The `repeat` to keep for a series. */
export function writtenSeries(series: Series): Repeat {
  const text = (at: Micros) => dueText({ kind: series.kind, at })
  return {
    rule: ruleText(series.rule),
    basis: series.basis,
    start: text(series.start),
    occurrence: text(series.occurrence),
    rdates: series.rdates.map(text),
    exdates: series.exdates.map(text),
    resets_subtasks: series.resetsSubtasks,
  }
}
