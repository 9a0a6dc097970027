/** The saved filter that a place shows; the language of filters is fetched when one is shown. */
import * as records from '../../state/records.svelte.ts'
import type { SavedFilter, Task } from '../../sync/records.ts'

/** A filter as read: its test, or what is wrong with it. */
export interface Reading {
  matches: (task: Task) => boolean
  problem: string | null
}

export const NOTHING: Reading = { matches: () => false, problem: null }

/** What can be shown like a saved filter: also words that nobody has saved. */
export type Shown = Pick<SavedFilter, 'name' | 'query'> & { color?: SavedFilter['color'] }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Returns the saved filter of an address, or words in its place as they stand there; reactive. */
export function shownFilter(id: string): Shown | undefined {
  return UUID.test(id) ? records.filters.get(id) : { name: id, query: id }
}
