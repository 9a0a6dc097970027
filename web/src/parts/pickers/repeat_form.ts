/** How a task repeats, as the fields of a form, and back. */
import { weekdayOf, type Day, type Weekday } from '../../domain/calendar.ts'
import { dueText, parseDue, readDue } from '../../domain/dates.ts'
import { dayOf } from '../../domain/due.ts'
import { readSeries } from '../../domain/recurrence/repeats.ts'
import {
  every,
  parseRule,
  ruleText,
  type Frequency,
  type Rule,
} from '../../domain/recurrence/rules.ts'
import { slotsFrom, untilOfKind } from '../../domain/recurrence/slots.ts'
import type { Repeat, Task } from '../../sync/records.ts'

const [SHORTEST, LONGEST] = [28, 31]

/** Which day of a month: one by its number, the nth of a weekday, or the last day. */
export type MonthDay = 'day' | 'weekday' | 'lastDay'

export interface RepeatForm {
  frequency: Frequency
  interval: number
  weekdays: Weekday[]
  monthDay: MonthDay
  day: number
  /** 1 to 4, or -1 for the last. */
  nth: number
  weekday: Weekday
  month: number
  ends: 'never' | 'on' | 'after'
  until: Day
  count: number
  basis: Repeat['basis']
  resets: boolean
}

/** Returns a form that says 'every week' for something due on a day. */
export function newForm(day: Day): RepeatForm {
  const weekday = weekdayOf(day)
  const [month, number] = [+day.slice(5, 7), +day.slice(8)]
  return {
    frequency: 'WEEKLY',
    interval: 1,
    weekdays: [weekday],
    monthDay: 'day',
    day: number,
    nth: number > 28 ? -1 : Math.ceil(number / 7),
    weekday,
    month,
    ends: 'never',
    until: day,
    count: 10,
    basis: 'schedule',
    resets: false,
  }
}

/** Returns the form of a repetition; null where its rule says more than the form can. */
export function formOf(repeat: Repeat, day: Day, zone: string): RepeatForm | null {
  const rule = parseRule(repeat.rule)
  if (!rule) return null
  const form: RepeatForm = {
    ...newForm(day),
    frequency: rule.frequency,
    interval: rule.interval,
    basis: repeat.basis,
    resets: repeat.resets_subtasks,
    ...endOf(rule, zone),
  }
  const [first] = rule.byDay
  if (rule.frequency === 'WEEKLY' && first) form.weekdays = rule.byDay.map(([, at]) => at)
  else if (first) Object.assign(form, { monthDay: 'weekday', nth: first[0], weekday: first[1] })
  const dayOfMonth = rule.monthDays.at(-1)
  if (dayOfMonth === -1) form.monthDay = 'lastDay'
  else if (dayOfMonth) form.day = dayOfMonth
  if (rule.months[0]) form.month = rule.months[0]
  const end = { until: rule.until, count: rule.count, weekStart: rule.weekStart }
  const said = [spelled(rule, day), spelled({ ...ruleOf(form), ...end }, day)]
  return said[0] === said[1] ? form : null
}

/** Returns the rule that a form tells, but for the day on which it ends, which depends on its start. */
export function ruleOf(form: RepeatForm): Rule {
  const rule = every(form.frequency, form.interval)
  const count = form.ends === 'after' ? form.count : null
  if (form.frequency === 'WEEKLY') {
    const byDay = [...form.weekdays].sort((a, b) => a - b).map((day) => [0, day] as const)
    return { ...rule, count, byDay }
  }
  if (form.frequency !== 'MONTHLY' && form.frequency !== 'YEARLY') return { ...rule, count }
  const months = form.frequency === 'YEARLY' ? [form.month] : []
  if (form.monthDay === 'weekday') {
    return { ...rule, count, months, byDay: [[form.nth, form.weekday]] }
  }
  const { day } = form
  if (form.monthDay === 'lastDay') return { ...rule, count, months, monthDays: [-1] }
  if (form.frequency === 'YEARLY' || day <= SHORTEST) {
    return { ...rule, count, months, monthDays: [day] }
  }
  // Shorter months have their last day instead, as quick add has it.
  if (day === LONGEST) return { ...rule, count, monthDays: [-1] }
  const monthDays = Array.from({ length: day - SHORTEST + 1 }, (_, i) => SHORTEST + i)
  return { ...rule, count, monthDays, positions: [-1] }
}

/**
 * Returns what has a task repeat as a form says: its due date goes on to the first date of the rule,
 * `today` counts where it has none. A repetition that says the same keeps its series. Null where no
 * date fits.
 */
export function repeating(
  task: Task,
  form: RepeatForm,
  today: Day,
): Pick<Task, 'due_date' | 'repeat'> | null {
  const due = readDue(task.due_date ?? today)
  const until =
    form.ends === 'on'
      ? untilOfKind(parseDue(form.until)!, due.kind, task.time_zone ?? 'UTC')
      : null
  const rule = ruleText({ ...ruleOf(form), until })
  const { repeat } = task
  if (repeat?.rule === rule && repeat.basis === form.basis) {
    return { due_date: task.due_date, repeat: { ...repeat, resets_subtasks: form.resets } }
  }
  const start = dueText(due)
  const made: Repeat = {
    rule,
    basis: form.basis,
    start,
    occurrence: start,
    rdates: [],
    exdates: [],
    resets_subtasks: form.resets,
  }
  const series = readSeries(made, task.time_zone)
  const first = series && slotsFrom(series, due.at).next()
  if (!series || !first || first.done) return null
  const slot = dueText({ kind: due.kind, at: first.value })
  return { due_date: slot, repeat: { ...made, start: slot, occurrence: slot } }
}

function endOf({ until, count }: Rule, zone: string): Partial<RepeatForm> {
  if (count !== null) return { ends: 'after', count }
  return until === null ? {} : { ends: 'on', until: dayOf(dueText(until), zone) }
}

/** Returns a rule's text with what a series takes from its start told out. */
function spelled(rule: Rule, day: Day): string {
  const { frequency, byDay, monthDays, months } = rule
  const [month, number] = [+day.slice(5, 7), +day.slice(8)]
  if (frequency === 'WEEKLY' && !byDay.length) {
    return ruleText({ ...rule, byDay: [[0, weekdayOf(day)]] })
  }
  if (frequency === 'MONTHLY' && !byDay.length && !monthDays.length) {
    return ruleText({ ...rule, monthDays: [number] })
  }
  if (frequency !== 'YEARLY') return ruleText(rule)
  const isBare = !byDay.length && !monthDays.length
  return ruleText({
    ...rule,
    months: months.length || !isBare ? months : [month],
    monthDays: isBare ? [number] : monthDays,
  })
}
