/** Acts on when tasks are due: another day in one step, or by a picker. */
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import CalendarOff from '@lucide/svelte/icons/calendar-off'
import CalendarRange from '@lucide/svelte/icons/calendar-range'
import Flag from '@lucide/svelte/icons/flag'
import FlagOff from '@lucide/svelte/icons/flag-off'
import PlayCalendar from '@lucide/svelte/icons/calendar-clock'
import Repeat from '@lucide/svelte/icons/repeat'
import Sun from '@lucide/svelte/icons/sun'
import Sunrise from '@lucide/svelte/icons/sunrise'
import Timer from '@lucide/svelte/icons/timer'
import { addDays, startOfWeek, type Day } from '../domain/calendar.ts'
import { moveToDay } from '../domain/due.ts'
import { formatDay } from '../domain/format.ts'
import { say } from '../messages/say.svelte.ts'
import { openPicker, type PickerKind } from '../state/picker.svelte.ts'
import { locale, reader, todayHere, weekStart } from '../state/reader.svelte.ts'
import { mayWrite } from '../state/rights.svelte.ts'
import type { Edit, Task } from '../sync/records.ts'
import { register, type Act, type Context } from './act.ts'
import { edit } from './edit.ts'
import { named } from './naming.ts'
import { changing } from './task_edits.ts'

/** Has tasks be due on a day; a time of theirs stays. Null takes the date away, and with it the series. */
export function setDay(tasks: readonly Task[], day: Day | null): void {
  const what = named(tasks)
  if (day === null) {
    const clear = { due_date: null, repeat: null, time_zone: null }
    const dated = tasks.filter((task) => task.due_date !== null)
    return edit(say.commands.did.dateCleared(what), changing(dated, clear))
  }
  const { zone } = reader()
  const edits: Edit[] = tasks
    .map((task) => ({ task, due_date: moveToDay(task.due_date, day, zone) }))
    .filter(({ task, due_date }) => due_date !== task.due_date)
    .map(({ task, due_date }) => ({ noun: 'task', verb: 'change', id: task.id, set: { due_date } }))
  edit(say.commands.did.dated(what, formatDay(day, todayHere(), locale())), edits, { shown: true })
}

/** Takes the deadline off tasks. */
export function clearDeadline(tasks: readonly Task[]): void {
  edit(say.commands.did.deadlineCleared(named(tasks)), changing(tasks, { deadline: null }))
}

const writable = ({ tasks }: Context) => mayWrite(tasks)

/** Returns an act that has tasks be due on a day that is told when it is run. */
function onDay(act: Pick<Act, 'id' | 'title' | 'icon' | 'keys' | 'words'>, day: () => Day): Act {
  return { ...act, section: 'task', when: writable, run: ({ tasks }) => setDay(tasks, day()) }
}

/** Returns an act that opens a picker for tasks. */
function picking(kind: PickerKind, act: Pick<Act, 'title' | 'icon' | 'keys' | 'words'>): Act {
  return {
    ...act,
    id: `task.${kind}`,
    section: 'task',
    when: writable,
    run: ({ tasks }) => openPicker(kind, tasks, anchor()),
  }
}

/** Returns the row with the focus, where a picker opens. */
function anchor(): Element | undefined {
  return document.activeElement?.closest('[data-task]') ?? undefined
}

register(
  picking('date', {
    title: () => say.commands.date,
    words: () => say.commands.words.date,
    icon: CalendarDays,
    keys: ['t'],
  }),
  onDay({ id: 'task.today', title: () => say.commands.today, icon: Sun, keys: ['y'] }, () =>
    todayHere(),
  ),
  onDay({ id: 'task.tomorrow', title: () => say.commands.tomorrow, icon: Sunrise }, () =>
    addDays(todayHere(), 1),
  ),
  onDay({ id: 'task.next-week', title: () => say.commands.nextWeek, icon: CalendarRange }, () =>
    addDays(startOfWeek(todayHere(), weekStart()), 7),
  ),
  {
    id: 'task.clear-date',
    section: 'task',
    title: () => say.commands.clearDate,
    icon: CalendarOff,
    keys: ['Shift+t'],
    when: (at) => writable(at) && at.tasks.some((task) => task.due_date !== null),
    run: ({ tasks }) => setDay(tasks, null),
  },
  picking('deadline', { title: () => say.commands.deadline, icon: Flag, keys: ['d'] }),
  {
    id: 'task.clear-deadline',
    section: 'task',
    title: () => say.commands.clearDeadline,
    icon: FlagOff,
    keys: ['Shift+d'],
    when: (at) => writable(at) && at.tasks.some((task) => task.deadline !== null),
    run: ({ tasks }) => clearDeadline(tasks),
  },
  picking('start', { title: () => say.commands.start, icon: PlayCalendar }),
  picking('repeat', { title: () => say.commands.repeat, icon: Repeat, keys: ['r'] }),
  picking('duration', { title: () => say.commands.duration, icon: Timer }),
)
