/** Where new records go: after all that are there, in keys of the server's form (`domain/rank.py`). */
import { BASE_62_DIGITS, generateKeyBetween } from 'fractional-indexing'

/** Returns the key of what is added at a moment in milliseconds after records with positions. */
export function lastPosition(among: Iterable<{ position: string }>, now: number): string {
  let last = ''
  for (const { position } of among) if (position > last) last = position
  return positionAfter(last, now)
}

/** Returns the key of what is added at a moment after a key; after none where that is empty. */
export function positionAfter(last: string, now: number): string {
  // The server takes the moment as well, so what is added here and there stays in the order of adding.
  const added = keyAt(now)
  return last < added ? added : generateKeyBetween(last, null)
}

function keyAt(now: number): string {
  let key = ''
  for (let rest = now, i = 0; i < 7; i++, rest = Math.floor(rest / 62)) {
    key = BASE_62_DIGITS[rest % 62]! + key
  }
  return `g${key}`
}
