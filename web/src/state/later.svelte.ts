/** Parts of the app that come after its first list: when nothing else is to be done, or when asked for. */
import { speakOfAll } from '../messages/say.svelte.ts'
import { holdKeys } from '../lib/held_keys.ts'

/** How long the browser may be busy before the next part is fetched all the same. */
const PATIENCE = 2000

const parts: Later<unknown>[] = []

/** A module that is fetched once, with what is needed of it. */
export class Later<T> {
  readonly #fetch: () => Promise<T>
  #coming: Promise<T> | null = null
  /** What was fetched; null until it is there. Reactive. */
  now = $state.raw<T | null>(null)

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch
  }

  /** Fetches it unless it is there or on its way; what has failed is tried anew when asked again. */
  load(): Promise<T> {
    return (this.#coming ??= Promise.all([this.#fetch(), speakOfAll()]).then(
      ([it]) => (this.now = it),
      (problem: unknown) => {
        this.#coming = null
        throw problem
      },
    ))
  }

  /**
   * Fetches it for somebody who waits for it: the keys they press meanwhile come to it. The returned
   * function ends the waiting; `onfail` is called when it can't be fetched.
   */
  ask(onfail: () => void): () => void {
    const release = holdKeys()
    this.load().catch(onfail).finally(release)
    return release
  }
}

/** Makes a part that is fetched ahead, after those made before it. */
export function later<T>(fetch: () => Promise<T>): Later<T> {
  const part = new Later(fetch)
  parts.push(part)
  return part
}

/** Fetches all parts, one at a time, whenever the browser has nothing else to do. */
export async function fetchAhead(): Promise<void> {
  for (const part of parts) {
    await idle()
    // Without a network it is tried again when it is asked for.
    await part.load().catch(() => {})
  }
}

function idle(): Promise<unknown> {
  return new Promise((resolve) =>
    'requestIdleCallback' in window
      ? requestIdleCallback(resolve, { timeout: PATIENCE })
      : setTimeout(resolve, PATIENCE),
  )
}
