/** What was recognised in a line, in words, for the chips below it. */
import AlarmClock from '@lucide/svelte/icons/alarm-clock'
import CalendarCheck from '@lucide/svelte/icons/calendar'
import Clock from '@lucide/svelte/icons/clock'
import Flag from '@lucide/svelte/icons/flag'
import Hash from '@lucide/svelte/icons/hash'
import Hourglass from '@lucide/svelte/icons/hourglass'
import Repeat from '@lucide/svelte/icons/repeat'
import Rows from '@lucide/svelte/icons/rows-3'
import Tag from '@lucide/svelte/icons/tag'
import Target from '@lucide/svelte/icons/target'
import Text from '@lucide/svelte/icons/text'
import User from '@lucide/svelte/icons/user'
import type { Component } from 'svelte'
import { formatClock, formatDue, type Reader } from '../../domain/format.ts'
import type { Parsed } from '../../domain/quick_add/parse.ts'
import type { Kind, Span } from '../../domain/quick_add/result.ts'
import { say } from '../../messages/say.svelte.ts'
import { reader } from '../../state/reader.svelte.ts'
import { members } from '../../state/records.svelte.ts'
import { memberName } from '../pickers/people.ts'
import { sentenceOf } from '../pickers/repeat_words.ts'
import { spanText } from '../pickers/spans.ts'
import type { LineInTheMaking } from './line.svelte.ts'
import { goesElsewhere } from './making.ts'

/** What can be shown: all kinds but what only shields text. */
export type ShownKind = Exclude<Kind, 'escape'>

/** A span with what it means in words. */
export interface Chip {
  kind: ShownKind
  span: Span
  text: string
}

const ICONS: Record<ShownKind, Component> = {
  date: CalendarCheck,
  time: Clock,
  repeat: Repeat,
  start: CalendarCheck,
  until: CalendarCheck,
  count: Repeat,
  duration: Hourglass,
  project: Hash,
  section: Rows,
  label: Tag,
  priority: Flag,
  assignee: User,
  reminder: AlarmClock,
  deadline: Target,
  description: Text,
}

/** Returns the icon of a kind. */
export function iconOf(kind: ShownKind): Component {
  return ICONS[kind]
}

/** Returns the chips of a line that was read, in the order of the line. */
export function chipsOf(parsed: Parsed, by: Reader): Chip[] {
  return parsed.spans.flatMap((span) => {
    const { kind } = span
    return kind === 'escape' ? [] : [{ kind, span, text: textOf(kind, span, parsed, by) }]
  })
}

/** Something that a task takes over from where its line is written; `what` names it to leave it out. */
export interface Taken {
  kind: ShownKind
  text: string
  what: string
}

/** Returns what a task takes over, as far as its line says nothing else. */
export function takenOver({ context, parsed, projectId }: LineInTheMaking, by: Reader): Taken[] {
  const { task } = parsed
  const told = new Set(parsed.spans.map(({ kind }) => kind))
  const taken: Taken[] = []
  if (context.due_date && !told.has('date') && !told.has('repeat')) {
    // The line may tell the time on that day.
    const day = task.due_date?.slice(0, 10) ?? context.due_date
    taken.push({ kind: 'date', text: formatDue(day, by), what: 'date' })
  }
  if (context.priority && task.priority === undefined) {
    const text = say.task.priorities[context.priority]
    taken.push({ kind: 'priority', text, what: 'priority' })
  }
  for (const name of context.labels ?? []) {
    taken.push({ kind: 'label', text: name, what: `label:${name}` })
  }
  if (task.assignee_ids || goesElsewhere(task, context)) return taken
  for (const id of context.assignee_ids ?? []) {
    const member = members.all.find((one) => one.id === id && one.project_id === projectId)
    if (member) taken.push({ kind: 'assignee', text: memberName(member), what: `assignee:${id}` })
  }
  return taken
}

function textOf(kind: ShownKind, { value }: Span, { task }: Parsed, by: Reader): string {
  switch (kind) {
    case 'date':
    case 'start':
    case 'deadline':
      return formatDue(String(value), by)
    case 'time':
      return formatClock(String(value), by.locale)
    case 'repeat':
      return task.repeat ? sentenceOf(task.repeat, null) : String(value)
    case 'until':
    case 'count':
      return typeof value === 'number' ? say.quick_add.times(value) : formatDue(String(value), by)
    case 'duration':
      return spanText(Number(value))
    case 'priority':
      return say.task.priorities[(value as 'high' | 'medium' | 'low' | null) ?? 'none']
    case 'reminder':
      return reminderText(value, by)
    default:
      return String(value)
  }
}

/** A reminder as it was told: some time before, a moment, or a time of the due day. */
function reminderText(value: Span['value'], by: Reader): string {
  if (typeof value === 'number') return say.task.before(spanText(value))
  const told = String(value)
  return told.startsWith('T') ? formatClock(told.slice(1, 6), by.locale) : formatDue(told, by)
}

/** Returns in words what was recognised, for screen readers; '' for nothing. */
export function foundIn(parsed: Parsed): string {
  const chips = chipsOf(parsed, reader())
  return chips.map(({ kind, text }) => `${say.quick_add.kinds[kind]} ${text}`).join(', ')
}
