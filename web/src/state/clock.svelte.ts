/** The moment, as far as views depend on it: it moves on each minute, and when the page is shown again. */
import { createSubscriber } from 'svelte/reactivity'

const follow = createSubscriber((update) => {
  const timer = setInterval(update, 30_000)
  document.addEventListener('visibilitychange', update)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', update)
  }
})

/** Returns the present moment, in milliseconds since 1970; reactive, to the half minute. */
export function now(): number {
  follow()
  return Date.now()
}
