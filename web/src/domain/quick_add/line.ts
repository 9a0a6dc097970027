/** A line cut into words: what is quoted, escaped or described is marked and never read as words. */
import { isSpaceAt, trimmed } from './space.ts'
import { wordKey } from './vocabulary.ts'

/** What opens a quotation, and what closes it. */
export const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['„', '“”"'],
  ['“', '”"'],
  ['«', '»'],
])
const SIGNS = '#/@%+'
const TAIL = '.,;:!?)]'
const HEAD = '(['
const ESCAPABLE = /[#/@%+!{"„“«(\p{L}\p{N}_]/uy

/**
 * A piece of the line between white space. `start` and `end` (UTF-16) frame it without the marks
 * around it: `head`, as `(`, and `tail`, as `,`. `key` is what it is looked up by; empty when it is
 * not to be read as a word.
 */
export interface Word {
  kind: 'word' | 'quoted' | 'escaped' | 'braced' | 'description'
  start: number
  end: number
  text: string
  key: string
  head: string
  tail: string
}

/** Where a word ends with the marks behind it. */
export function wholeEnd(word: Word): number {
  return word.end + word.tail.length
}

/** The pieces of a line in order. */
export function wordsOf(line: string): Word[] {
  const found: Word[] = []
  const neverClosed = new Set<string>()
  let at = 0
  for (;;) {
    while (at < line.length && isSpaceAt(line, at)) at++
    if (at >= line.length) return found
    let end = at
    while (end < line.length && !isSpaceAt(line, end)) end++
    const word = piece(line, at, end, neverClosed)
    found.push(word)
    at = wholeEnd(word)
  }
}

function piece(line: string, start: number, end: number, neverClosed: Set<string>): Word {
  const first = line[start]!
  const marked = (kind: Word['kind'], to: number, tail = ''): Word => ({
    kind,
    start,
    end: to,
    text: line.slice(start, to),
    key: '',
    head: '',
    tail,
  })
  if (end === start + 2 && line.startsWith('//', start) && trimmed(line.slice(end))) {
    return marked('description', line.length)
  }
  if (first === '\\' && start + 1 < end) {
    ESCAPABLE.lastIndex = start + 1
    if (ESCAPABLE.test(line)) return marked('escaped', end)
  }
  if (first === '{') {
    const closing = line.indexOf('}', start)
    if (closing > 0) return marked('braced', closing + 1)
  }
  const opening = SIGNS.includes(first) && start + 1 < end ? start + 1 : start
  const quote = line[opening]!
  if (QUOTES.has(quote) && !neverClosed.has(quote)) {
    const to = closed(line, opening)
    if (to) return marked(opening === start ? 'quoted' : 'word', to, marksAt(line, to))
    neverClosed.add(quote) // or a line full of them would be searched again and again
  }
  return plain(line, start, end)
}

/** The word between `start` and `end`, its marks told apart. */
export function plain(line: string, start: number, end: number): Word {
  let first = start
  let last = end
  while (first < last && HEAD.includes(line[first]!)) first++
  while (last > first && TAIL.includes(line[last - 1]!)) last--
  const text = line.slice(first, last)
  return {
    kind: 'word',
    start: first,
    end: last,
    text,
    key: wordKey(text),
    head: line.slice(start, first),
    tail: line.slice(last, end),
  }
}

/** Where the quotation that opens at `opening` ends; 0 when it never closes. */
function closed(line: string, opening: number): number {
  const closing = QUOTES.get(line[opening]!)!
  for (let at = opening + 2; at < line.length; at++) {
    if (!closing.includes(line[at]!)) continue
    const following = at + 1 + marksAt(line, at + 1).length
    if (following === line.length || isSpaceAt(line, following)) return at + 1
  }
  return 0
}

function marksAt(line: string, at: number): string {
  let end = at
  while (end < line.length && TAIL.includes(line[end]!)) end++
  return line.slice(at, end)
}
