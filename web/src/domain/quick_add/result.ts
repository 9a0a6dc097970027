/** What a line gives: fields of a task, and which part of the line became what. */
import type { Priority } from '../../sync/records.ts'

export const KINDS = [
  ...(['date', 'time', 'repeat', 'start', 'until', 'count', 'duration', 'project'] as const),
  ...(['section', 'label', 'priority', 'assignee', 'reminder', 'deadline'] as const),
  ...(['description', 'escape'] as const),
] as const
export type Kind = (typeof KINDS)[number]
export type Value = string | number | null

/** A reminder: minutes before the due date, or a local time. */
export type ReminderFields = { minutes_before: number } | { at: string }

/** A repetition whose series begins with its first date. */
export interface RepeatFields {
  rule: string
  basis: 'schedule' | 'completion'
  start: string
  occurrence: string
}

/** The fields that a line can tell, apart from those that stand for something by its name. */
export interface PlainFields {
  title: string
  description?: string
  due_date?: string
  start_date?: string
  deadline?: string
  repeat?: RepeatFields
  priority?: Priority | null
  labels?: string[]
  duration_minutes?: number
}

/** What the grammar finds in a line: `title` always, the others only where the line tells them. */
export interface Fields extends PlainFields {
  reminders?: ReminderFields[]
  project?: string
  section?: string
  assignees?: string[]
}

/**
 * A part of the line became `value`: the UTF-16 units from `start` up to `end`. Dates are ISO texts,
 * times `HH:MM`, a repetition its rule, a duration minutes, a reminder minutes before the due date
 * or a local time. `escape` marks a backslash or quotes that only shielded something.
 */
export interface Span {
  start: number
  end: number
  kind: Kind
  value: Value
}

/** A name that is not among the known ones, as typed. */
export interface Unknown {
  kind: Kind
  name: string
}

/** What stays text: a kind, or a part of the line. */
export type Refused = Kind | { start: number; end: number }
