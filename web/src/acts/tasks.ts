/** Acts on what tasks are and where they belong: priority, people, project, copies, the trash. */
import AlarmClock from '@lucide/svelte/icons/alarm-clock'
import Copy from '@lucide/svelte/icons/copy'
import Ellipsis from '@lucide/svelte/icons/ellipsis'
import Flag from '@lucide/svelte/icons/signal-high'
import FolderInput from '@lucide/svelte/icons/folder-input'
import Link from '@lucide/svelte/icons/link'
import ListTree from '@lucide/svelte/icons/list-tree'
import Lock from '@lucide/svelte/icons/lock'
import MessageSquare from '@lucide/svelte/icons/message-square'
import PanelRight from '@lucide/svelte/icons/panel-right-open'
import SquarePen from '@lucide/svelte/icons/square-pen'
import Tag from '@lucide/svelte/icons/tag'
import Trash from '@lucide/svelte/icons/trash'
import UserPlus from '@lucide/svelte/icons/user-plus'
import { between } from '../domain/rank.ts'
import { copyText } from '../lib/clipboard.ts'
import { say } from '../messages/say.svelte.ts'
import { current } from '../state/current.svelte.ts'
import { openTaskMenu } from '../state/menu.svelte.ts'
import { openPicker, type PickerKind } from '../state/picker.svelte.ts'
import { openTaskAt } from '../state/panel_part.svelte.ts'
import { members, projects, sections, tasks as allTasks } from '../state/records.svelte.ts'
import { hasRole, mayWrite } from '../state/rights.svelte.ts'
import { shownList } from '../state/shown.svelte.ts'
import { openTask, pathTo } from '../state/router.svelte.ts'
import { me } from '../state/session.svelte.ts'
import { toast } from '../state/toasts.svelte.ts'
import type { Priority, Task } from '../sync/records.ts'
import { register, type Act, type Context } from './act.ts'
import { edit } from './edit.ts'
import { named } from './naming.ts'
import { siblingsOf } from './order.ts'
import { changing, deleting, duplicating, movingTo } from './task_edits.ts'

/** The priorities by the number of their key. */
const PRIORITIES: Record<1 | 2 | 3 | 4, Priority | null> = {
  1: 'high',
  2: 'medium',
  3: 'low',
  4: null,
}

/** Gives tasks a priority, or none. */
export function setPriority(tasks: readonly Task[], priority: Priority | null): void {
  const name = say.commands.priorities[priority ?? 'none']
  edit(say.commands.did.prioritised(named(tasks), name), changing(tasks, { priority }))
}

/** Moves tasks to the end of a project, or of a section of it. */
export function moveTo(tasks: readonly Task[], projectId: string, sectionId: string | null): void {
  const place = { project_id: projectId, section_id: sectionId }
  const name = (sectionId && sections.get(sectionId)?.name) || projectName(projectId)
  const edits = movingTo(tasks, place, allTasks.all, current().replica, Date.now())
  edit(say.commands.did.moved(named(tasks), name), edits, { shown: true })
}

/** Copies tasks with their sub-tasks; each copy comes right after its original. */
export function duplicate(tasks: readonly Task[]): void {
  const { replica } = current()
  const after = (task: Task) => {
    const siblings = siblingsOf(task, allTasks.all)
    const next = siblings[siblings.findIndex(({ id }) => id === task.id) + 1]
    // Two that came to lie at one place have none between them.
    const high = next && next.position > task.position ? next.position : null
    return between(task.position, high)
  }
  edit(say.commands.did.duplicated(named(tasks)), duplicating(tasks, after, replica), {
    shown: true,
  })
}

/** Puts tasks into the trash. */
export function remove(tasks: readonly Task[]): void {
  edit(say.commands.did.deleted(named(tasks)), deleting(tasks, current().replica), { shown: true })
}

/** Copies the addresses of tasks, one in each line. */
export async function copyLinks(tasks: readonly Task[]): Promise<void> {
  const links = tasks.map((task) => `${location.origin}${pathOf(task)}`)
  const done = await copyText(links.join('\n'))
  toast(done ? say.commands.did.copied(named(tasks)) : say.app.fault, {
    tone: done ? 'plain' : 'problem',
  })
}

/** Returns the path that shows a task in its project. */
export function pathOf(task: Task): string {
  const isInbox = task.project_id === me().inbox_id
  const place = isInbox ? pathTo('inbox') : pathTo('project', task.project_id)
  return `${place}?task=${task.id}`
}

function projectName(id: string): string {
  return id === me().inbox_id ? say.sidebar.inbox : (projects.get(id)?.name ?? '')
}

const some = ({ tasks }: Context) => tasks.length > 0
const one = ({ tasks }: Context) => tasks.length === 1
const writable = ({ tasks }: Context) => mayWrite(tasks)

function isShared(projectId: string): boolean {
  return members.all.filter(({ project_id }) => project_id === projectId).length > 1
}

/** Returns the element at which pickers and menus open: the row with the focus. */
function rowWithFocus(): Element | undefined {
  return document.activeElement?.closest('[data-task]') ?? undefined
}

function picking(kind: PickerKind, act: Omit<Act, 'id' | 'section' | 'run'>): Act {
  return {
    when: writable,
    ...act,
    id: `task.${kind}`,
    section: 'task',
    run: ({ tasks }) => openPicker(kind, tasks, rowWithFocus()),
  }
}

const priorityActs = ([1, 2, 3, 4] as const).map((number): Act => {
  const priority = PRIORITIES[number]
  return {
    id: `task.priority-${number}`,
    section: 'task',
    title: () => say.commands.priority(say.commands.priorities[priority ?? 'none']),
    words: () => `p${number}`,
    icon: Flag,
    keys: [`[Shift]+${number}`],
    when: writable,
    isOn: ({ tasks }) => tasks.every((task) => task.priority === priority),
    run: ({ tasks }) => setPriority(tasks, priority),
  }
})

register(
  {
    id: 'task.open',
    section: 'task',
    title: () => say.commands.open,
    icon: PanelRight,
    keys: ['Enter'],
    when: (at) => one(at) && at.route.task !== at.tasks[0]!.id,
    run: ({ tasks }) => openTask(tasks[0]!.id),
  },
  {
    id: 'task.peek',
    section: 'task',
    title: () => say.commands.peek,
    icon: PanelRight,
    keys: ['Space'],
    when: one,
    run: ({ tasks, route }) => openTask(route.task === tasks[0]!.id ? null : tasks[0]!.id),
  },
  {
    id: 'task.edit',
    section: 'task',
    title: () => say.commands.edit,
    icon: SquarePen,
    keys: ['$mod+e'],
    when: (at) => one(at) && writable(at),
    run: ({ tasks: [task] }) => {
      // In a list the title is edited where it stands, else in the task's panel, which may lie over it.
      const isInPanel = document.activeElement?.closest('[data-panel]')
      if (isInPanel || !shownList()?.rename?.(task!.id)) openTaskAt(task!.id, 'title')
    },
  },
  picking('priority', { title: () => say.commands.setPriority, icon: Flag }),
  ...priorityActs,
  picking('labels', { title: () => say.commands.labels, icon: Tag, keys: ['l'] }),
  picking('project', { title: () => say.commands.move, icon: FolderInput, keys: ['v'] }),
  picking('assignees', {
    title: () => say.commands.assign,
    icon: UserPlus,
    keys: ['Shift+r'],
    when: (at) => writable(at) && at.tasks.every((task) => isShared(task.project_id)),
  }),
  picking('reminders', {
    title: () => say.commands.reminders,
    icon: AlarmClock,
    when: some,
  }),
  picking('parent', { title: () => say.commands.parent, icon: ListTree }),
  picking('blockers', { title: () => say.commands.blockers, icon: Lock }),
  {
    id: 'task.comment',
    section: 'task',
    title: () => say.commands.comment,
    icon: MessageSquare,
    keys: ['c'],
    when: (at) => one(at) && hasRole(at.tasks[0]!.project_id, 'commenter'),
    run: ({ tasks }) => openTaskAt(tasks[0]!.id, 'comments'),
  },
  {
    id: 'task.duplicate',
    section: 'task',
    title: () => say.commands.duplicate,
    icon: Copy,
    when: writable,
    run: ({ tasks }) => duplicate(tasks),
  },
  {
    id: 'task.copy-link',
    section: 'task',
    title: () => say.commands.copyLink,
    icon: Link,
    when: some,
    run: ({ tasks }) => copyLinks(tasks),
  },
  {
    id: 'task.menu',
    section: 'task',
    title: () => say.commands.menu,
    icon: Ellipsis,
    keys: ['[Shift]+.'],
    when: (at) => some(at) && rowWithFocus() !== undefined,
    run: ({ tasks }) => openTaskMenu(document.activeElement!, tasks),
  },
  {
    id: 'task.delete',
    section: 'task',
    title: () => say.commands.delete,
    words: () => say.commands.words.delete,
    icon: Trash,
    keys: ['Delete', '$mod+Backspace'],
    isDangerous: true,
    when: writable,
    run: ({ tasks }) => remove(tasks),
  },
)
