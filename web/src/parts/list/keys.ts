/** Keys inside a list: arrows and Home and End, folding, opening, selecting a stretch, editing a title. */
import { openTask } from '../../state/router.svelte.ts'
import { focusedTask, selectTo, toggleSelected, selection } from '../../state/selection.svelte.ts'
import type { Row } from './rows.ts'
import type { Roving } from './roving.svelte.ts'

interface List {
  rows: () => readonly Row[]
  roving: Roving
  order: () => readonly string[]
  rename: (id: string) => boolean
  fold: (key: string, folded: boolean) => void
  /** How many rows are in sight. */
  visible: () => number
}

/** Returns the handler of keys for a list; what it does not know goes on to the app's own keys. */
export function keysOf(list: List): (event: KeyboardEvent) => void {
  return (event) => {
    const target = event.target as HTMLElement
    if (event.isComposing || event.altKey || target.matches('input[type=text], input:not([type])'))
      return
    const isStop = target.hasAttribute('data-stop')
    const row = list.rows()[list.roving.index]
    if (!row || !(moved(event, list) || (isStop && done(event, row, list)))) return
    event.preventDefault()
    event.stopPropagation()
  }
}

function moved(event: KeyboardEvent, { roving, rows, visible, order }: List): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const { index } = roving
  const last = rows().length
  const to = {
    ArrowDown: () => roving.next(index, 1),
    ArrowUp: () => roving.next(index, -1),
    Home: () => roving.next(-1, 1),
    End: () => roving.next(last, -1),
    PageDown: () => roving.next(Math.min(index + visible(), last) - 1, 1),
    PageUp: () => roving.next(Math.max(index - visible(), -1) + 1, -1),
  }[event.key]
  if (!to) return false
  const at = to()
  if (event.shiftKey) stretch(rows()[at], order())
  void roving.focus(at)
  return true
}

/** With Shift the selection goes along, from where it began. */
function stretch(row: Row | undefined, order: readonly string[]): void {
  const here = focusedTask()
  if (row?.kind !== 'task') return
  if (selection().size === 0 && here !== null) toggleSelected(here)
  selectTo(row.task.id, order)
}

function done(event: KeyboardEvent, row: Row, { fold, rename, roving }: List): boolean {
  const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey
  const isCommand = event.ctrlKey !== event.metaKey && !event.shiftKey
  if (row.kind === 'task') {
    if (event.key === 'F2' && isPlain) return rename(row.task.id)
    if (event.key.toLowerCase() === 'e' && isCommand) return rename(row.task.id)
    if (event.key === 'Enter' && isPlain) {
      openTask(row.task.id)
      return true
    }
  }
  if (!isPlain || (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft')) return false
  return folded(event, row, fold, roving)
}

/** Towards the end of the line unfolds, back to its start folds, or goes to what a task is nested in. */
function folded(event: KeyboardEvent, row: Row, fold: List['fold'], roving: Roving): boolean {
  const isRightToLeft = document.documentElement.dir === 'rtl'
  const isOpening = (event.key === 'ArrowRight') !== isRightToLeft
  if (row.kind === 'heading') fold(row.key, !isOpening)
  else if (row.kind !== 'task') return false
  else if (row.nested && row.folded === isOpening) fold(row.task.id, !isOpening)
  else if (!isOpening && row.depth > 0 && row.task.parent_id) roving.focusTask(row.task.parent_id)
  return true
}
