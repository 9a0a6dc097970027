/** How due date, zone and repetition go together when one of them is changed. */

import type { Repeat, Task } from '../../sync/records.ts'
import { kindOf, readDue } from '../dates.ts'
import { keptRepeat } from './keeping.ts'
import { readSeries } from './repeats.ts'
import { ruleText, type Rule } from './rules.ts'
import { walls } from './series.ts'
import { untilOfKind, wallOf } from './slots.ts'

type When = Pick<Task, 'due_date' | 'time_zone' | 'repeat'>

/** Values that are to be set in a task; a `repeat` needs no more than its rule. */
export type WhenSet = Partial<Pick<Task, 'due_date' | 'time_zone'>> & {
  repeat?: Partial<Repeat> | null
}

/**
 * What follows for due date and repetition when values are set in a task, as the server has it; null
 * where it refuses them.
 *
 * - Without a due date nothing repeats; a repetition with a start of its own gives the task one.
 * - `start` and `occurrence` that are left out stay while rule, basis and due date do.
 * - A due date of the same kind moves the open occurrence only; of another kind, or instants in
 *   another zone, have the series begin anew there.
 */
export function settled(
  task: When,
  set: WhenSet,
): Partial<Pick<Task, 'due_date' | 'repeat'>> | null {
  const { due_date, time_zone } = { ...task, ...set }
  if (set.repeat === null || (set.repeat === undefined && task.repeat === null)) return {}
  if (set.repeat && !isSame(set.repeat, task.repeat)) {
    const repeat = sentRepeat(task, set.repeat, due_date, time_zone)
    return repeat && { due_date: due_date ?? repeat.occurrence, repeat }
  }
  if (due_date === task.due_date && time_zone === task.time_zone) return {}
  if (due_date === null) return { repeat: null }
  if (!isElsewhere(task, due_date, time_zone)) return {}
  const repeat = anchored(task.repeat!, task.time_zone, due_date, time_zone)
  return repeat && { repeat }
}

function sentRepeat(
  { repeat: stored, ...before }: When,
  sent: Partial<Repeat>,
  due: string | null,
  zone: string | null,
): Repeat | null {
  const isMoved = due !== before.due_date || zone !== before.time_zone
  if (stored !== null && !isMoved && !('start' in sent) && !('occurrence' in sent)) {
    const { start, occurrence } = stored
    const found = keptRepeat({ ...sent, start, occurrence }, due, zone)
    if (found?.rule === stored.rule && found.basis === stored.basis) return found
  }
  return keptRepeat(sent, due, zone)
}

function isElsewhere(task: When, due: string, zone: string | null): boolean {
  const kind = kindOf(due)
  return kindOf(task.repeat!.start) !== kind || (kind === 'instant' && zone !== task.time_zone)
}

/**
 * The series that goes on from a due date: UNTIL stays where it is on the clock, COUNT tells what
 * was left; dates that were added and excluded fall away.
 */
function anchored(
  repeat: Repeat,
  oldZone: string | null,
  dueDate: string,
  zone: string | null,
): Repeat | null {
  const series = readSeries(repeat, oldZone)
  if (series === null) return null
  const { kind } = readDue(dueDate)
  let { rule }: { rule: Rule } = series
  const { until, count } = rule
  if (until !== null && until.kind !== kind) {
    const clock = until.kind === 'instant' ? oldZone : zone
    rule = { ...rule, until: untilOfKind(until, kind, clock ?? 'UTC') }
  }
  if (count !== null) {
    const [start, open] = [series.start, series.occurrence].map((at) =>
      wallOf(series.kind, at, series.zone),
    ) as [number, number]
    let passed = 0
    for (const wall of walls(series.rule, start, start)) {
      if (wall >= open) break
      passed++
    }
    rule = { ...rule, count: Math.max(1, count - passed) }
  }
  const { basis, resets_subtasks } = repeat
  return keptRepeat({ rule: ruleText(rule), basis, resets_subtasks }, dueDate, zone)
}

function isSame(sent: Partial<Repeat>, stored: Repeat | null): boolean {
  if (stored === null) return false
  const names = Object.keys(stored) as (keyof Repeat)[]
  return names.every((name) => String(sent[name]) === String(stored[name]))
}
