/** Finding by words and parts of words, the best first; built for tens of thousands of short texts. */
import uFuzzy from '@leeoniya/ufuzzy'

// Words of all scripts; accents are taken off both sides.
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
})
/** So many terms are looked for in any order, too. */
const ANY_ORDER = 3
const RANKED_MAX = 1000

/** Returns a function that finds, among texts, the places of those that fit a query, the best first. */
export function searching(texts: readonly string[]): (query: string) => number[] {
  let plain: string[] | null = null
  return (query) => {
    const needle = uFuzzy.latinize([query.trim()])[0] ?? ''
    if (!needle) return []
    plain ??= uFuzzy.latinize([...texts])
    const [found, info, order] = fuzzy.search(plain, needle, ANY_ORDER, RANKED_MAX)
    if (!found) return []
    return order ? order.map((at) => info.idx[at]!) : found
  }
}

/** Returns items found by their texts; recent ones come first among the first few that fit. */
export function foundIn<T extends { key: string; text: string }>(
  items: readonly T[],
  find: (query: string) => number[],
  query: string,
  recent: readonly string[],
): T[] {
  const found = find(query).map((at) => items[at]!)
  const rank = new Map(recent.map((key, at) => [key, at]))
  const [close, rest] = [found.slice(0, CLOSE), found.slice(CLOSE)]
  const known = close.filter(({ key }) => rank.has(key))
  known.sort((a, b) => rank.get(a.key)! - rank.get(b.key)!)
  return [...known, ...close.filter(({ key }) => !rank.has(key)), ...rest]
}

const CLOSE = 8
