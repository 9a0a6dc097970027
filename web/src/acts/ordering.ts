/** Acts on the order of tasks: up and down, into and out of one another; the twins of dragging. */
import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import ToBottom from '@lucide/svelte/icons/arrow-down-to-line'
import ToTop from '@lucide/svelte/icons/arrow-up-to-line'
import Indent from '@lucide/svelte/icons/list-indent-increase'
import Outdent from '@lucide/svelte/icons/list-indent-decrease'
import { say } from '../messages/say.svelte.ts'
import { tasks as allTasks } from '../state/records.svelte.ts'
import { mayWrite } from '../state/rights.svelte.ts'
import { shownList } from '../state/shown.svelte.ts'
import { announce } from '../state/toasts.svelte.ts'
import type { Edit, Task } from '../sync/records.ts'
import { register, type Act, type Context } from './act.ts'
import { edit } from './edit.ts'
import { named } from './naming.ts'
import { indenting, outdenting, placeAmong, stepping, type Step } from './order.ts'

/** Moves tasks one place up or down among their siblings, or to an end. */
export function step(tasks: readonly Task[], to: Step): void {
  write(tasks, stepping(tasks, to, allTasks.all))
}

/** Nests tasks in the one above them. */
export function indent(tasks: readonly Task[]): void {
  write(tasks, indenting(tasks, allTasks.all))
}

/** Takes tasks out of the one that they are nested in. */
export function outdent(tasks: readonly Task[]): void {
  write(tasks, outdenting(tasks, allTasks.all))
}

/** Writes a move and says where the task is now: 'Moved “Milk” to place 3 of 12'. */
function write(tasks: readonly Task[], edits: Edit[]): void {
  const what = named(tasks)
  if (!edits.length) return announce(say.commands.did.stayed(what))
  edit(say.commands.did.reordered(what), edits)
  const moved = tasks.length === 1 ? allTasks.get(tasks[0]!.id) : undefined
  if (!moved) return
  const { place, of } = placeAmong(moved, allTasks.all)
  announce(say.commands.did.placed(what, place, of))
}

/** Moving makes sense only where the list is in manual order. */
const inOrder = ({ tasks }: Context) => mayWrite(tasks) && (shownList()?.isManual() ?? false)

function stepAct(to: Step, act: Pick<Act, 'title' | 'icon' | 'keys'>): Act {
  const run = ({ tasks }: Context) => step(tasks, to)
  return { ...act, id: `task.${to}`, section: 'task', mayRepeat: true, when: inOrder, run }
}

register(
  stepAct('up', { title: () => say.commands.up, icon: ArrowUp, keys: ['Alt+ArrowUp'] }),
  stepAct('down', { title: () => say.commands.down, icon: ArrowDown, keys: ['Alt+ArrowDown'] }),
  stepAct('top', { title: () => say.commands.top, icon: ToTop, keys: ['Alt+Shift+ArrowUp'] }),
  stepAct('bottom', {
    title: () => say.commands.bottom,
    icon: ToBottom,
    keys: ['Alt+Shift+ArrowDown'],
  }),
  {
    id: 'task.indent',
    section: 'task',
    title: () => say.commands.indent,
    icon: Indent,
    keys: ['Alt+ArrowRight'],
    when: inOrder,
    run: ({ tasks }) => indent(tasks),
  },
  {
    id: 'task.outdent',
    section: 'task',
    title: () => say.commands.outdent,
    icon: Outdent,
    keys: ['Alt+ArrowLeft'],
    when: (at) => inOrder(at) && at.tasks.some((task) => task.parent_id !== null),
    run: ({ tasks }) => outdent(tasks),
  },
)
