/** Acts on the list that is shown: adding to it, moving through it, selecting in it. */
import ListEnd from '@lucide/svelte/icons/list-end'
import ListStart from '@lucide/svelte/icons/list-start'
import Rows from '@lucide/svelte/icons/rows-3'
import Select from '@lucide/svelte/icons/square-check'
import SelectAll from '@lucide/svelte/icons/square-check-big'
import SelectNone from '@lucide/svelte/icons/square-x'
import { say } from '../messages/say.svelte.ts'
import { openDialog } from '../state/dialog.svelte.ts'
import { openQuickAdd } from '../state/quick_add.svelte.ts'
import { hasRole } from '../state/rights.svelte.ts'
import { focusedTask, select, selection, toggleSelected } from '../state/selection.svelte.ts'
import { shownList } from '../state/shown.svelte.ts'
import { announce } from '../state/toasts.svelte.ts'
import { register, type Context } from './act.ts'
import { placeForNew } from './place.ts'

/** Begins a new task at an end of the list that is shown, or in quick add where it has no room for that. */
function addAt(end: 'start' | 'end', at: Context): void {
  const list = shownList()
  if (list?.add) list.add(end)
  else openQuickAdd(placeForNew(at))
}

/** Gives the focus to the task so many places on in the list; at first to the first or last. */
function focusNext(by: 1 | -1): void {
  const list = shownList()
  const order = list?.order() ?? []
  const at = order.indexOf(focusedTask() ?? '')
  const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by
  const id = order[Math.max(0, Math.min(next, order.length - 1))]
  if (id !== undefined) list?.focus(id)
}

const hasList = () => (shownList()?.order().length ?? 0) > 0
/** Where one may not write, a new task would land elsewhere; for that there is quick add. */
const mayAdd = ({ project }: Context) => !project || hasRole(project.id, 'editor')
const isEditable = ({ project }: Context) => !!project && hasRole(project.id, 'editor')

register(
  {
    id: 'list.add',
    section: 'list',
    title: () => say.commands.addAtEnd,
    icon: ListEnd,
    keys: ['a'],
    when: mayAdd,
    run: (at) => addAt('end', at),
  },
  {
    id: 'list.add-first',
    section: 'list',
    title: () => say.commands.addAtStart,
    icon: ListStart,
    keys: ['Shift+a'],
    when: mayAdd,
    run: (at) => addAt('start', at),
  },
  {
    id: 'list.section',
    section: 'list',
    title: () => say.commands.newSection,
    icon: Rows,
    keys: ['s'],
    when: isEditable,
    run: ({ project }) => openDialog({ kind: 'section', project_id: project!.id }),
  },
  {
    id: 'list.next',
    section: 'list',
    title: () => say.commands.next,
    keys: ['j'],
    mayRepeat: true,
    when: hasList,
    run: () => focusNext(1),
  },
  {
    id: 'list.previous',
    section: 'list',
    title: () => say.commands.previous,
    keys: ['k'],
    mayRepeat: true,
    when: hasList,
    run: () => focusNext(-1),
  },
  {
    id: 'list.select',
    section: 'list',
    title: () => say.commands.select,
    icon: Select,
    keys: ['x'],
    when: () => focusedTask() !== null,
    run: () => {
      toggleSelected(focusedTask()!)
      announce(say.commands.did.selected(selection().size))
    },
  },
  {
    id: 'list.select-all',
    section: 'list',
    title: () => say.commands.selectAll,
    icon: SelectAll,
    keys: ['$mod+a'],
    when: hasList,
    run: () => {
      select(shownList()!.order())
      announce(say.commands.did.selected(selection().size))
    },
  },
  {
    id: 'list.clear-selection',
    section: 'list',
    title: () => say.commands.selectNone,
    icon: SelectNone,
    keys: ['Escape'],
    when: () => selection().size > 0,
    run: () => {
      select([])
      announce(say.commands.did.selected(0))
    },
  },
)
