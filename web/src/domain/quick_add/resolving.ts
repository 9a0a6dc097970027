/** From what the chosen phrases mean to dates: never one in the past. */
import { dayText, modulo } from '../calendar.ts'
import { DAY, SECOND, type Due } from '../dates.ts'
import { ruleText, type Rule } from '../recurrence/rules.ts'
import { MINUTES_OF_DAY, clockText, later, wallText } from './calendar_days.ts'
import { PARTS, inPart, type Clock } from './clock.ts'
import { day, type Day } from './dated.ts'
import type { Duration } from './durations.ts'
import type { Length, Phrase } from './phrases.ts'
import { anchored, firstSlot } from './repeat_rules.ts'
import type { Repeat } from './repeats.ts'
import type { Kind, PlainFields } from './result.ts'

/**
 * What the phrases for dates mean together. `fields` are those of the task; `values` are the spans'
 * values by kind; a chosen phrase whose kind is missing there leads nowhere (a day after the year
 * 9999, an end before the beginning) and stays text.
 */
export interface When {
  fields: Omit<PlainFields, 'title'>
  values: Map<Kind, string | number>
}

/** A day, or a moment on the wall: its minute of the day is null for a day. */
interface Moment {
  on: number
  minute: number | null
}

interface Told {
  day: Day | undefined
  start: Day | undefined
  until: Day | undefined
  clock: Clock | undefined
  length: Length | undefined
}

/**
 * The fields and values that the chosen phrases lead to. `now` is in minutes, on the wall; `usual` is
 * the day on which a time is that is told without one, and from which a repetition begins that is told without one, unless it is past.
 */
export function resolve(chosen: ReadonlyMap<Kind, Phrase>, now: number, usual?: number): When {
  const meant = <T>(kind: Kind) => chosen.get(kind)?.meaning as T | undefined
  const told: Told = {
    day: meant<Day>('date'),
    start: meant<Day>('start'),
    until: meant<Day>('until'),
    clock: meant<Clock>('time'),
    length: meant<Length>('count'),
  }
  const repeat = meant<Repeat>('repeat')
  const when = repeat ? repeated(told, repeat, now, usual) : once(told, now, usual)
  if (told.clock?.lasts && when.values.has('time')) {
    when.fields.duration_minutes = told.clock.lasts
  }
  const duration = meant<Duration>('duration')
  if (duration) {
    when.fields.duration_minutes = duration.minutes
    when.values.set('duration', duration.minutes)
  }
  return when
}

function once(told: Told, now: number, usual?: number): When {
  const when: When = { fields: {}, values: new Map() }
  if (told.start) {
    const clock = told.day ? undefined : told.clock
    const begins = momentOf(told.start, clock, now)
    if (begins) {
      when.fields.start_date = text(begins)
      when.values.set('start', text(begins))
      if (clock) when.values.set('time', clockText(minuteOf(told.start, clock)))
    }
  }
  if (told.day || (told.clock && !told.start)) {
    const due = told.day ? momentOf(told.day, told.clock, now) : timeOn(usual, told.clock!, now)
    if (due) {
      when.fields.due_date = text(due)
      if (told.day) when.values.set('date', dayValue(told.day, told.clock, due))
      if (told.clock) when.values.set('time', clockText(minuteOf(told.day, told.clock)))
    }
  }
  return when
}

/** A time without a day: on the usual day, even if that is past, or else the next such time. */
function timeOn(usual: number | undefined, clock: Clock, now: number): Moment | null {
  if (usual === undefined) return momentOf(undefined, clock, now)
  const isPast = usual < Math.floor(now / MINUTES_OF_DAY)
  return momentOf(day(usual), clock, isPast ? -Infinity : now)
}

/** The value of a date's span: the day, with its time where its own words tell one. */
function dayValue(day: Day, clock: Clock | undefined, due: Moment): string {
  if (day.at !== null || day.part) return text(due)
  return dayText(clock?.endsDay ? due.on - 1 : due.on)
}

function minuteOf(day: Day | undefined, clock: Clock): number {
  return inPart(clock, day?.part).at
}

function text(due: Moment): string {
  return due.minute === null ? dayText(due.on) : wallText(due.on * MINUTES_OF_DAY + due.minute)
}

/** The date that a day, a time or both tell, as text; null when that is after the year 9999. */
export function moment(day: Day | undefined, clock: Clock | undefined, now: number): string | null {
  const due = momentOf(day, clock, now)
  return due && text(due)
}

/** The next such moment, if it is past. Midnight belongs to the day that it ends. */
function momentOf(day: Day | undefined, clock: Clock | undefined, now: number): Moment | null {
  if (day && day.at !== null && !clock)
    return { on: day.on, minute: day.at - day.on * MINUTES_OF_DAY }
  const minute = clock ? minuteOf(day, clock) : day?.part ? PARTS[day.part] : null
  let on: number | null = day ? day.on : Math.floor(now / MINUTES_OF_DAY)
  if (minute === null) return { on, minute }
  if (clock?.endsDay && day) on = later(on, 1, 'day')
  if (on !== null && on * MINUTES_OF_DAY + minute <= now) {
    on = later(on, 1, day ? day.again : 'day')
  }
  return on === null ? null : { on, minute }
}

function repeated(told: Told, repeat: Repeat, now: number, usual?: number): When {
  const begin = told.start ?? told.day
  let clock = told.clock ? minuteOf(begin, inPart(told.clock, repeat.part)) : null
  const part = repeat.part ?? begin?.part
  if (clock === null && part) clock = PARTS[part]
  if (clock === null && begin && begin.at !== null) clock = begin.at - begin.on * MINUTES_OF_DAY
  const today = Math.floor(now / MINUTES_OF_DAY)
  const since = begin ? begin.on : Math.max(usual ?? today, today)
  const slot = first(repeat.rule, since, clock, now)
  if (slot === null) return { fields: {}, values: new Map() }
  const isTimed = clock !== null || repeat.rule.frequency === 'HOURLY'
  const on = Math.floor(slot / MINUTES_OF_DAY)
  const due = text({ on, minute: isTimed ? slot - on * MINUTES_OF_DAY : null })
  const [bounded, kind, end] = bound(anchored(repeat.rule, on), told, on, isTimed)
  const values = new Map<Kind, string | number>([['repeat', ruleText(repeat.rule)]])
  if (kind) values.set(kind, end)
  if (told.start) values.set('start', dayText(told.start.on))
  else if (told.day) values.set('date', dayText(told.day.on))
  if (told.clock && clock !== null) values.set('time', clockText(clock))
  const basis = repeat.fromCompletion ? 'completion' : 'schedule'
  return {
    fields: {
      due_date: due,
      repeat: { rule: ruleText(bounded), basis, start: due, occurrence: due },
    },
    values,
  }
}

function first(of: Rule, since: number, clock: number | null, now: number): number | null {
  if (of.frequency !== 'HOURLY' || clock !== null) return firstSlot(of, since, clock, now)
  const hour = Math.floor(modulo(now, MINUTES_OF_DAY) / 60) + 1
  return firstSlot({ ...of, frequency: 'DAILY' }, since, hour < 24 ? hour * 60 : 0, now)
}

/** The rule with its end, and the kind and value of the span that tells it. */
function bound(
  of: Rule,
  told: Told,
  on: number,
  isTimed: boolean,
): [Rule, Kind | null, string | number] {
  const { until, length } = told
  let last: number | null = null
  let kind: Kind = 'count'
  if (until && until.on >= on) {
    last = until.on
    kind = 'until'
  } else if (length && length.unit === null) {
    return [{ ...of, count: length.number }, 'count', length.number]
  } else if (length?.unit) {
    const after = later(on, length.number, length.unit)
    last = after === null ? null : after - 1
  }
  if (last === null) return [of, null, '']
  const ends: Due = isTimed
    ? { kind: 'local', at: (last + 1) * DAY - SECOND }
    : { kind: 'day', at: last * DAY }
  return [{ ...of, until: ends }, kind, dayText(last)]
}
