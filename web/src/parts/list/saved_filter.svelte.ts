/** What a saved filter finds among the tasks of the replica. */
import type { SavedFilter, Task } from '../../sync/records.ts'

/** A filter as read: its test, or what is wrong with it. */
export interface Reading {
  matches: (task: Task) => boolean
  problem: string | null
}

const NOTHING: Reading = { matches: () => false, problem: null }

/** Returns what a filter means at this moment; reactive. */
export function readFilter(_filter: SavedFilter | undefined): Reading {
  return NOTHING
}
