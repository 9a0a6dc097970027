/** What a word was meant to be, by the measure of Python's difflib: how much of both is the same. */

import { nameKey } from './folding.ts'

const NEAR = 0.7

/** What one of the texts was meant to be, the first for which there is something; else undefined. */
export function nearest(written: readonly string[], known: Iterable<string>): string | undefined {
  const byKey = new Map([...known].map((one) => [nameKey(one), one]))
  for (const key of written.map(nameKey)) {
    const near = closest(key, [...byKey.keys()])
    if (near !== null && near !== key) return byKey.get(near)
  }
  return undefined
}

function closest(word: string, known: string[]): string | null {
  let best: [ratio: number, word: string] | null = null
  for (const other of known) {
    const ratio = likeness(other, word)
    if (ratio < NEAR) continue
    const isBetter = best === null || ratio > best[0] || (ratio === best[0] && other > best[1])
    if (isBetter) best = [ratio, other]
  }
  return best && best[1]
}

/** Twice the letters that two texts share in order, of all their letters: 0 to 1. */
function likeness(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  const length = a.length + b.length
  if (length === 0) return 1
  // No need to look closely where even all of the shorter one would not be enough.
  if ((2 * Math.min(a.length, b.length)) / length < NEAR) return 0
  return (2 * shared(a, b)) / length
}

/** How many letters two texts share: the longest piece in common, and what is so on both sides. */
function shared(a: string[], b: string[]): number {
  let [from, to, length] = [0, 0, 0]
  let ending: number[] = []
  for (let i = 0; i < a.length; i++) {
    const next: number[] = []
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue
      const here = (ending[j - 1] ?? 0) + 1
      next[j] = here
      if (here > length) [from, to, length] = [i - here + 1, j - here + 1, here]
    }
    ending = next
  }
  if (length === 0) return 0
  const before = shared(a.slice(0, from), b.slice(0, to))
  return before + length + shared(a.slice(from + length), b.slice(to + length))
}
