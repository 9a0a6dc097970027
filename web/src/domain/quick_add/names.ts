/** The names that a person knows; `#`, `/`, `@` and `+` find the longest one that fits. */
import type { NamedKind } from './signs.ts'
import { singleSpaced } from './space.ts'

const LONGEST_NAME = 12

/** Known names of each kind, by their folded form; and how long those may be that begin so. */
export interface Names {
  readonly byKind: Readonly<Record<NamedKind, ReadonlyMap<string, string>>>
  /** How many words a known name may have that begins with `word`. */
  longest(kind: NamedKind, word: string): number
}

/** All names folded once; of names that fold alike, the first counts. */
export function namesOf(of: Readonly<Record<NamedKind, readonly string[]>>): Names {
  const byKind = {
    project: folded(of.project),
    section: folded(of.section),
    label: folded(of.label),
    assignee: folded(of.assignee),
  }
  const lengths = {
    project: lengthsOf(byKind.project),
    section: lengthsOf(byKind.section),
    label: lengthsOf(byKind.label),
    assignee: lengthsOf(byKind.assignee),
  }
  return { byKind, longest: (kind, word) => lengths[kind].get(fold(word)) ?? 0 }
}

/**
 * The form in which names are compared: composed, without regard to case and spacing. Upper case
 * between two lower ones folds what Unicode's case folding does: ß is ss, and all sigmas are one.
 */
export function fold(name: string): string {
  const composed = name.normalize('NFC').toLowerCase()
  return singleSpaced(isPlain(composed) ? composed : caseFolded(composed))
}

function isPlain(lower: string): boolean {
  for (let i = 0; i < lower.length; i++) if (lower.charCodeAt(i) > 127) return false
  return true
}

function caseFolded(lower: string): string {
  // ı stands for itself only, though its upper case is that of i.
  const parts = lower.split('ı').map((part) => part.toUpperCase().toLowerCase())
  return parts.join('ı').replaceAll('ς', 'σ')
}

function folded(names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    const key = fold(name)
    if (!found.has(key)) found.set(key, name)
  }
  return found
}

function lengthsOf(names: ReadonlyMap<string, string>): Map<string, number> {
  const found = new Map<string, number>()
  for (const name of names.keys()) {
    const words = name.split(' ')
    const longest = Math.max(found.get(words[0]!) ?? 0, words.length)
    found.set(words[0]!, Math.min(longest, LONGEST_NAME))
  }
  return found
}
