/** What a date picker sets: each kind of date stays what it is, unless a time or a zone is chosen. */
import { addDays, startOfWeek, weekdayOf, type Day, type Weekday } from '../../domain/calendar.ts'
import { kindOf } from '../../domain/dates.ts'
import { clockOf, dayOf, moveToDay } from '../../domain/due.ts'
import { toInstant, toLocal } from '../../domain/zones.ts'
import type { Task } from '../../sync/records.ts'
import type { When } from './in_words.ts'

export type DateKind = 'date' | 'start' | 'deadline'
type Values = Partial<Task>

/** The field that a picker of dates sets. */
export const FIELDS = { date: 'due_date', start: 'start_date', deadline: 'deadline' } as const

/** Returns the zone on whose clocks a task's dates are shown: its own, or where its reader is. */
export function zoneOf(task: Pick<Task, 'time_zone'>, here: string): string {
  return task.time_zone ?? here
}

/** Returns the day of a date as the picker shows it. */
export function dayIn(task: Task, kind: DateKind, here: string): Day | null {
  const date = task[FIELDS[kind]]
  return date === null ? null : dayOf(date, zoneOf(task, here))
}

/** Returns the time of a date as the picker shows it, `09:00`; null without one. */
export function clockIn(task: Task, kind: DateKind, here: string): string | null {
  const date = task[FIELDS[kind]]
  return date === null ? null : clockOf(date, zoneOf(task, here))
}

/** Returns what sets another day; the time stays. */
export function onDay(task: Task, kind: DateKind, day: Day, here: string): Values {
  if (kind === 'deadline') return { deadline: day }
  return { [FIELDS[kind]]: moveToDay(task[FIELDS[kind]], day, zoneOf(task, here)) }
}

/** Returns what sets a time, on the day that is there or else on `today`; null makes it a whole day. */
export function atClock(
  task: Task,
  kind: Exclude<DateKind, 'deadline'>,
  clock: string | null,
  today: Day,
  here: string,
): Values {
  const day = dayIn(task, kind, here) ?? today
  const date = clock === null ? day : sameKind(task, kind, `${day}T${clock}:00`, here)
  return { [FIELDS[kind]]: date }
}

/** Returns what fixes a task's times to the clocks of a zone; null has them float with their reader. */
export function inZone(task: Task, zone: string | null, here: string): Values {
  const moved = (date: string | null) => {
    if (date === null || kindOf(date) === 'day') return date
    const local = kindOf(date) === 'local' ? date : toLocal(date, zoneOf(task, here))
    return zone === null ? local : toInstant(local, zone)
  }
  const [due_date, start_date] = [moved(task.due_date), moved(task.start_date)]
  return { due_date, start_date, time_zone: zone }
}

/** Returns what takes a date away; without a due date nothing repeats. */
export function without(task: Task, kind: DateKind): Values {
  if (kind !== 'date') return { [FIELDS[kind]]: null }
  const needsZone = task.start_date !== null && kindOf(task.start_date) === 'instant'
  const time_zone = needsZone ? task.time_zone : null
  return { due_date: null, repeat: null, time_zone }
}

/** Returns what words set: a time alone stays on the day that is there. */
export function asTold(task: Task, kind: DateKind, when: When, here: string): Values {
  if (kind === 'deadline') return { deadline: when.date.slice(0, 10) }
  const day = when.isTimeOnly ? dayIn(task, kind, here) : null
  const told = day === null ? when.date : `${day}${when.date.slice(10)}`
  if (kind === 'start') return { start_date: sameKind(task, kind, told, here) }
  const more = when.duration === null ? {} : { duration_minutes: when.duration }
  if (when.repeat === null) return { due_date: sameKind(task, kind, told, here), ...more }
  // A series that is told anew floats: its dates are as they were typed.
  const repeat = { rdates: [], exdates: [], resets_subtasks: false, ...when.repeat }
  return { due_date: told, repeat, ...more }
}

/** Returns a local time as an instant where the date that it replaces is one. */
function sameKind(task: Task, kind: Exclude<DateKind, 'deadline'>, told: string, here: string) {
  const before = task[FIELDS[kind]]
  const isFixed = before !== null && kindOf(before) === 'instant' && kindOf(told) === 'local'
  return isFixed ? toInstant(told, zoneOf(task, here)) : told
}

/** Returns the days that can be chosen at once, in order; each once. */
export function shortcuts(
  today: Day,
  weekStart: Weekday,
): { name: 'today' | 'tomorrow' | 'weekend' | 'nextWeek'; day: Day }[] {
  const isWeekend = weekdayOf(today) >= 5
  const saturday = addDays(today, (5 - weekdayOf(today) + 7) % 7 || 7)
  return [
    { name: 'today', day: today },
    { name: 'tomorrow', day: addDays(today, 1) },
    ...(isWeekend || weekdayOf(today) === 4 ? [] : [{ name: 'weekend', day: saturday } as const]),
    { name: 'nextWeek', day: addDays(startOfWeek(today, weekStart), 7) },
  ]
}
