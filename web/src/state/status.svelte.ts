/** How the replica stands with the server. */
import { createSubscriber } from 'svelte/reactivity'
import type { Status } from '../sync/engine.ts'
import type { Refusal } from '../sync/mutations.ts'
import { current } from './current.svelte.ts'

const follow = createSubscriber((update) => current().follow(update))

/** Returns whether it is online, how many changes wait, and what is wrong, if something is; reactive. */
export function status(): Status {
  const engine = current()
  follow()
  return engine.status
}

/** Returns what the server did not take, with what was written, until it is put away; reactive. */
export function refusals(): readonly Refusal[] {
  const engine = current()
  follow()
  return engine.refusals
}

/** Puts on the page how it stands, for style sheets and scripts: `settled`, `busy` or `offline`. */
export function showSync(): void {
  const { online, waiting, loading } = status()
  const state = !online ? 'offline' : waiting || loading ? 'busy' : 'settled'
  document.documentElement.dataset['sync'] = state
}
