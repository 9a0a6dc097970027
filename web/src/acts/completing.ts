/** Acts on what has become of tasks: done, skipped, begun, cancelled, open again. */
import Check from '@lucide/svelte/icons/check'
import CheckCheck from '@lucide/svelte/icons/check-check'
import CircleDot from '@lucide/svelte/icons/circle-dot'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import SkipForward from '@lucide/svelte/icons/skip-forward'
import { say } from '../messages/say.svelte.ts'
import { current } from '../state/current.svelte.ts'
import { mayWrite } from '../state/rights.svelte.ts'
import type { Task, TaskStatus } from '../sync/records.ts'
import { register, type Context } from './act.ts'
import { edit } from './edit.ts'
import { named } from './naming.ts'
import { changing, closing, completing, skipping } from './task_edits.ts'

/** Completes tasks, of those that repeat the date that is shown; `forGood` ends their series too. */
export function complete(tasks: readonly Task[], { forGood = false } = {}): void {
  const { replica } = current()
  const edits = forGood ? closing(tasks, 'done', replica) : completing(tasks, replica)
  const did = forGood ? say.commands.did.completedForGood : say.commands.did.completed
  edit(did(named(tasks)), edits, { shown: true })
}

/** Opens closed tasks again. */
export function reopen(tasks: readonly Task[]): void {
  const closed = tasks.filter((task) => task.completed)
  edit(say.commands.did.reopened(named(closed)), changing(closed, { status: 'todo' }))
}

/** Does what a press on a task's circle means: completes it, or opens it again. */
export function toggleCompleted(task: Task, { forGood = false } = {}): void {
  if (task.completed) reopen([task])
  else complete([task], { forGood })
}

/** Leaves out the date of repeating tasks that is shown. */
export function skip(tasks: readonly Task[]): void {
  edit(say.commands.did.skipped(named(tasks)), skipping(tasks), { shown: true })
}

/** Notes that tasks are begun, or not begun after all. */
export function setBegun(tasks: readonly Task[], isBegun: boolean): void {
  const status: TaskStatus = isBegun ? 'in_progress' : 'todo'
  const did = isBegun ? say.commands.did.begun : say.commands.did.notBegun
  edit(did(named(tasks)), changing(tasks, { status }))
}

/** Closes tasks without their being done. */
export function cancel(tasks: readonly Task[]): void {
  edit(say.commands.did.cancelled(named(tasks)), closing(tasks, 'cancelled', current().replica), {
    shown: true,
  })
}

const hasOpen = ({ tasks }: Context) => mayWrite(tasks) && tasks.some((task) => !task.completed)
const repeats = ({ tasks }: Context) =>
  mayWrite(tasks) && tasks.some((task) => task.repeat && !task.completed)
const isBegun = ({ tasks }: Context) => tasks.every((task) => task.status === 'in_progress')

register(
  {
    id: 'task.complete',
    section: 'task',
    title: () => say.commands.complete,
    words: () => say.commands.words.complete,
    icon: Check,
    keys: ['e'],
    when: hasOpen,
    run: ({ tasks }) => complete(tasks),
  },
  {
    id: 'task.reopen',
    section: 'task',
    title: () => say.commands.reopen,
    icon: RotateCcw,
    keys: ['e'],
    when: ({ tasks }) => mayWrite(tasks) && tasks.every((task) => task.completed),
    run: ({ tasks }) => reopen(tasks),
  },
  {
    id: 'task.complete-for-good',
    section: 'task',
    title: () => say.commands.completeForGood,
    icon: CheckCheck,
    keys: ['Shift+e'],
    when: repeats,
    run: ({ tasks }) => complete(tasks, { forGood: true }),
  },
  {
    id: 'task.skip',
    section: 'task',
    title: () => say.commands.skip,
    icon: SkipForward,
    when: repeats,
    run: ({ tasks }) => skip(tasks),
  },
  {
    id: 'task.in-progress',
    section: 'task',
    title: (at) => (isBegun(at) ? say.commands.notInProgress : say.commands.inProgress),
    words: () => say.commands.words.inProgress,
    icon: CircleDot,
    when: hasOpen,
    run: (at) => setBegun(at.tasks, !isBegun(at)),
  },
  {
    id: 'task.cancel',
    section: 'task',
    title: () => say.commands.cancel,
    words: () => say.commands.words.cancel,
    icon: CircleSlash,
    when: hasOpen,
    run: ({ tasks }) => cancel(tasks),
  },
)
