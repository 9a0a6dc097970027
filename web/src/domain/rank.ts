/**
 * Manual order: fractional keys, between any two of which there is room for another.
 *
 * A key is text, compared character by character, in the form of the server's `domain/rank.py`.
 * Equal keys may meet where two devices chose the same; then ids decide, and a move spaces anew.
 */

import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** The longest key that the server takes. */
export const KEY_MAX = 64

/** Something that has a place in an order. */
export interface Ranked {
  id: string
  position: string
}

/** Returns a key after `low` and before `high`; null stands for an end of the list. */
export function between(low: string | null, high: string | null): string {
  return generateKeyBetween(low, high)
}

/** Returns so many keys in order, all of them between `low` and `high`. */
export function spread(
  count: number,
  low: string | null = null,
  high: string | null = null,
): string[] {
  return generateNKeysBetween(low, high, count)
}

/** Compares two records by their keys, and by their ids where these are equal. */
export function compareRank(a: Ranked, b: Ranked): number {
  if (a.position !== b.position) return a.position < b.position ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/**
 * Returns the keys to write, by id, so that `moved` stand together at an index of `siblings`.
 *
 * `siblings` are in order and without the moved ones. Usually only the moved get keys; where there is
 * no room (equal neighbours, or a key would be too long), the siblings are spaced anew as well.
 */
export function placed(
  siblings: readonly Ranked[],
  moved: readonly Ranked[],
  index: number,
): Map<string, string> {
  const low = siblings[index - 1]?.position ?? null
  const high = siblings[index]?.position ?? null
  if (low === null || high === null || low < high) {
    const keys = spread(moved.length, low, high)
    if (keys.every((key) => key.length <= KEY_MAX))
      return new Map(moved.map(({ id }, at) => [id, keys[at]!]))
  }
  const all = [...siblings.slice(0, index), ...moved, ...siblings.slice(index)]
  const keys = spread(all.length)
  return new Map(all.map(({ id }, at) => [id, keys[at]!]))
}
