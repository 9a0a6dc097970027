/** The fields of a task as its panel shows them: names, icons, values in words. */
import AlarmClock from '@lucide/svelte/icons/alarm-clock'
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import CornerLeftUp from '@lucide/svelte/icons/corner-left-up'
import Flag from '@lucide/svelte/icons/flag'
import FolderInput from '@lucide/svelte/icons/folder-input'
import Hourglass from '@lucide/svelte/icons/hourglass'
import Repeat from '@lucide/svelte/icons/repeat'
import SignalHigh from '@lucide/svelte/icons/signal-high'
import Tag from '@lucide/svelte/icons/tag'
import Timer from '@lucide/svelte/icons/timer'
import UserRound from '@lucide/svelte/icons/user-round'
import type { Day } from '../../domain/calendar.ts'
import { dayOf, isOverdue } from '../../domain/due.ts'
import { formatDate, formatDue, type Reader } from '../../domain/format.ts'
import { say } from '../../messages/say.svelte.ts'
import type { PickerKind } from '../../state/picker.svelte.ts'
import type { Reminder, Task } from '../../sync/records.ts'
import { reminderSaid } from '../pickers/reminders.ts'
import { sentenceOf } from '../pickers/repeat_words.ts'
import { spanText } from '../pickers/spans.ts'

export type Tone = 'plain' | 'empty' | 'overdue' | 'today' | 'high' | 'medium' | 'low'

/** A value in words: as it is shown, what is spoken besides, and how it looks. */
export interface Shown {
  text: string
  spoken?: string
  tone: Tone
}

export const FIELD_ICONS = {
  date: CalendarDays,
  repeat: Repeat,
  start: CalendarClock,
  deadline: Flag,
  duration: Timer,
  priority: SignalHigh,
  labels: Tag,
  assignees: UserRound,
  reminders: AlarmClock,
  parent: CornerLeftUp,
  blockers: Hourglass,
  project: FolderInput,
} as const

/** Returns the name of the field that a picker sets. */
export function nameOf(kind: PickerKind): string {
  return say.task.fields[kind === 'date' ? 'due' : kind]
}

/** Returns the values that a task has, by picker; what it has not is left out. */
export function valuesOf(
  task: Task,
  people: readonly { name: string }[],
  reminders: readonly Reminder[],
  reader: Reader,
  today: Day,
): Partial<Record<PickerKind, Shown>> {
  const plain = (text: string | null | undefined): Shown | undefined =>
    text ? { text, tone: 'plain' } : undefined
  const { due_date, start_date, deadline, repeat, priority, duration_minutes } = task
  return {
    date: due_date ? dated(task, due_date, reader, today) : undefined,
    repeat: plain(repeat && sentenceOf(repeat, task.time_zone)),
    start: start_date ? { ...dated(task, start_date, reader, today), tone: 'plain' } : undefined,
    deadline: deadline ? dated(task, deadline, reader, today) : undefined,
    duration: plain(duration_minutes ? spanText(duration_minutes) : null),
    priority: priority ? { text: say.task.priorities[priority], tone: priority } : undefined,
    labels: plain(task.labels.join(', ')),
    assignees: plain(people.map(({ name }) => name).join(', ')),
    reminders: plain(reminders.map((each) => reminderSaid(each, task, reader)).join(', ')),
  }
}

function dated(task: Task, date: string, reader: Reader, today: Day): Shown {
  const isLate = !task.completed && isOverdue(date, reader.now, reader.zone)
  const isToday = !task.completed && dayOf(date, reader.zone) === today
  const spoken = formatDate(dayOf(date, reader.zone), reader.locale)
  return {
    text: formatDue(date, reader),
    spoken: isLate ? `${spoken}, ${say.task.overdue}` : spoken,
    tone: isLate ? 'overdue' : isToday ? 'today' : 'plain',
  }
}
