/** Pauses in long work, so that what somebody does meanwhile is answered at once. */

/** How long the page may be kept busy at a time: a frame has 16 ms. */
const MAX_MS = 8

/** Returns a function that lets the page do something else, if it had no time for that lately. */
export function breather(now: () => number = () => performance.now()): () => Promise<void> {
  let rested = -Infinity
  return async () => {
    if (now() - rested < MAX_MS) return
    await new Promise<void>((go) => setTimeout(go))
    rested = now()
  }
}
