/** How the replica stands with the server. */
import { createSubscriber } from 'svelte/reactivity'
import type { Status } from '../sync/engine.ts'
import { current } from './current.svelte.ts'

const follow = createSubscriber((update) => current().follow(update))

/** Returns whether it is online, how many changes wait, and what is wrong, if something is; reactive. */
export function status(): Status {
  const engine = current()
  follow()
  return engine.status
}

/** Puts on the page how it stands, for style sheets and scripts: `settled`, `busy` or `offline`. */
export function showSync(): void {
  const { online, waiting, loading } = status()
  document.documentElement.dataset['sync'] = !online
    ? 'offline'
    : waiting || loading
      ? 'busy'
      : 'settled'
}
