/** Where the focus goes when what had it is gone: never to nobody, who hears no keys. */
import { focusedTask } from '../state/selection.svelte.ts'
import { shownList } from '../state/shown.svelte.ts'

type Place = Element | null | undefined

/** Gives the focus to the first of some places that takes it, else to a task's row, else to the view. */
export function focusFirst(places: readonly Place[], tasks = [focusedTask()]): void {
  if (!places.some(takesFocus) && !focusRow(tasks)) takesFocus(document.getElementById('main'))
}

function takesFocus(place: Place): boolean {
  if (!(place instanceof HTMLElement) || !place.isConnected || place === document.body) return false
  place.focus()
  return document.activeElement === place
}

function focusRow(ids: readonly (string | null)[]): boolean {
  const list = shownList()
  const order = list?.order() ?? []
  const id = ids.find((each) => each !== null && order.includes(each))
  if (id) list?.focus(id)
  return !!id
}
