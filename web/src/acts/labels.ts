/** What is done to labels and saved filters. */
import { newId } from '../lib/ids.ts'
import { say } from '../messages/say.svelte.ts'
import type { Label, SavedFilter } from '../sync/records.ts'
import { edit } from './edit.ts'
import { quoted } from './naming.ts'

export type LabelValues = Pick<Label, 'name' | 'color' | 'is_favourite'>
export type FilterValues = Pick<SavedFilter, 'name' | 'query' | 'color' | 'is_favourite'>

/** Makes a label, or changes one; a new name is put on all tasks that bear the old one. */
export function saveLabel(values: LabelValues, before?: Label): void {
  save('label', values, before)
}

/** Keeps a filter, or changes one; returns its id. */
export function saveFilter(values: FilterValues, before?: SavedFilter): string {
  return save('filter', values, before)
}

/** Puts a label or filter into the trash; a label is taken off its tasks. */
export function deleteOwn({ noun, id, name }: Label | SavedFilter): void {
  edit(say.commands.did.deleted(quoted(name)), [{ noun, verb: 'delete', id }], { shown: true })
}

/** Puts a label or filter among the favourites, or takes it from there. */
export function favourOwn({ noun, id, name }: Label | SavedFilter, is_favourite: boolean): void {
  const did = is_favourite ? say.commands.did.favoured : say.commands.did.unfavoured
  edit(did(quoted(name)), [{ noun, verb: 'change', id, set: { is_favourite } }])
}

function save(
  noun: 'label' | 'filter',
  values: LabelValues | FilterValues,
  before?: Label | SavedFilter,
): string {
  const id = before?.id ?? newId()
  if (!before) {
    const set = { ...values }
    edit(say.commands.did.created(quoted(values.name)), [{ noun, verb: 'create', id, set }])
    return id
  }
  const changed = Object.entries(values).filter(
    ([name, value]) => (before as unknown as Record<string, unknown>)[name] !== value,
  )
  const set = Object.fromEntries(changed)
  if (changed.length) {
    edit(say.commands.did.changed(quoted(values.name)), [{ noun, verb: 'change', id, set }])
  }
  return id
}
