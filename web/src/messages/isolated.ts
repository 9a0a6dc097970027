/** Names within sentences: neither the script of a name nor signs hidden in it turn the words around it. */

/** Letters that are written from right to left, and signs that change the direction. */
const TURNING = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/
const SIGNS = /[\u202a-\u202e\u2066-\u2069]/g

/** Returns messages, at any depth, that set apart each text that they are given (Unicode, UAX 9: isolates). */
export function isolating<T>(messages: T): T {
  if (typeof messages === 'function') {
    return ((...given: unknown[]) => messages(...given.map(apart))) as T
  }
  if (typeof messages !== 'object' || messages === null) return messages
  if (Array.isArray(messages)) return messages.map(isolating) as T
  const each = Object.entries(messages).map(([name, message]) => [name, isolating(message)])
  return Object.fromEntries(each) as T
}

function apart(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(apart)
  if (typeof given !== 'string' || !TURNING.test(given)) return given
  return `\u2068${given.replace(SIGNS, '')}\u2069`
}
