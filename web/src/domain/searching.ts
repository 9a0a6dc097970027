/**
 * What a search finds: words in titles, descriptions and comments, without regard to case and accents.
 *
 * As the server's `domain/searching.py`, so that what is found here and there ranks alike. Places in
 * texts are counted in UTF-16 units here, as the browser cuts strings.
 */

/** What is looked for, folded: the whole, and the terms that must all be found. */
export interface Query {
  phrase: string
  terms: readonly string[]
}

/** A part of a text: where it begins, and the place after its end. */
export type Range = readonly [start: number, end: number]

/** A part of a longer text around what was found, with what was found in it. */
export interface Snippet {
  text: string
  ranges: Range[]
}

/** A task's texts, folded. */
export interface Texts {
  title: string
  description: string
  comments: string
}

/** How well a task matches, the least is the best: 1 the title begins with the query … 5 in comments only. */
export type Rank = 1 | 2 | 3 | 4 | 5

const TERMS_MAX = 10
const SNIPPET_MAX = 200
const LEAD = 40
const WORD = /[\p{L}\p{N}]/u

/** Returns a text as it is compared: lower case, without accents, `ß` as `ss`. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  // Most texts are ASCII, for which that is all.
  return isAscii(lower)
    ? lower
    : lower.replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '')
}

/** Returns what a text asks for, or null when it holds nothing to look for. */
export function parseQuery(text: string): Query | null {
  const terms = fold(text).split(/\s+/).filter(Boolean).slice(0, TERMS_MAX)
  return terms.length ? { phrase: terms.join(' '), terms: [...new Set(terms)] } : null
}

/** Returns how well texts match, or null when a term is in none of them. */
export function rankOf(
  { phrase, terms }: Query,
  { title, description, comments }: Texts,
): Rank | null {
  if (terms.every((term) => title.includes(term))) {
    if (title.startsWith(phrase)) return 1
    return terms.every((term) => placeOf(title, term)[1]) ? 2 : 3
  }
  if (terms.every((term) => title.includes(term) || description.includes(term))) return 4
  const isFound = (term: string) =>
    title.includes(term) || description.includes(term) || comments.includes(term)
  return terms.every(isFound) ? 5 : null
}

/** Returns where the terms are in a text, in order and apart from each other. */
export function highlights(text: string, { terms }: Query): Range[] {
  const { folded, back } = foldedWithWay(text)
  const found = terms
    .flatMap((term) => placesOf(folded, term))
    .map(([start, end]): Range => [back[start]!, back[end] ?? text.length])
    .sort((a, b) => a[0] - b[0])
  const apart: [number, number][] = []
  for (const [start, end] of found) {
    const last = apart.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else apart.push([start, end])
  }
  return apart
}

/** Returns the part of a text around the first term in it, or null when none is there. */
export function snippetOf(text: string, query: Query): Snippet | null {
  const found = highlights(text, query)
  const [first] = found
  if (!first) return null
  const start = beginning(text, first[0])
  const end = Math.min(text.length, Math.max(start + SNIPPET_MAX, first[1]))
  const before = start ? '…' : ''
  const shift = before.length - start
  const ranges = found
    .filter(([from]) => from < end)
    .map(([from, to]): Range => [from + shift, Math.min(to, end) + shift])
  return { text: before + text.slice(start, end) + (end < text.length ? '…' : ''), ranges }
}

/** Returns a text in pieces, every other one of which was found: the first is not. */
export function pieces(text: string, ranges: readonly Range[]): string[] {
  const cut = ranges.flat()
  return [0, ...cut].map((from, i) => text.slice(from, cut[i] ?? text.length))
}

/** A snippet begins with a word, not too long before what was found. */
function beginning(text: string, found: number): number {
  const earliest = found - LEAD
  if (earliest <= 0) return 0
  const space = text.slice(earliest, found).search(/\s/)
  return space < 0 ? earliest : earliest + space + 1
}

/** The first place of a term, and whether a word begins there; one that begins a word goes before others. */
function placeOf(folded: string, term: string): [at: number, isBeginning: boolean] {
  const first = folded.indexOf(term)
  for (let at = first; at >= 0; at = folded.indexOf(term, at + 1)) {
    if (at === 0 || !WORD.test(folded[at - 1]!)) return [at, true]
  }
  return [first, false]
}

function placesOf(folded: string, term: string): Range[] {
  const all: Range[] = []
  const beginnings: Range[] = []
  for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
    all.push([at, at + term.length])
    if (at === 0 || !WORD.test(folded[at - 1]!)) beginnings.push([at, at + term.length])
  }
  return beginnings.length ? beginnings : all
}

/** A text folded, and for each place in that, the place in the text. */
function foldedWithWay(text: string): { folded: string; back: number[] } {
  let folded = ''
  const back: number[] = []
  let at = 0
  for (const character of text) {
    const part = fold(character)
    for (let i = 0; i < part.length; i++) back.push(at)
    folded += part
    at += character.length
  }
  return { folded, back }
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text)
}
