/** Spans of the line, and the title: what is left of the line beside them. */
import { QUOTES, type Word } from './line.ts'
import type { Span } from './result.ts'
import { singleSpaced, trimmed, trimmedEnd } from './space.ts'

const CLOSING = [')', ']']

/**
 * Start and end of the words `first` up to `last` (not included). Marks behind belong to it, so that
 * no comma is left alone. Brackets do when both are there.
 */
export function extent(words: readonly Word[], first: number, last: number): [number, number] {
  const { head, start } = words[first]!
  const { tail, end } = words[last - 1]!
  if (head && CLOSING.includes(tail[0]!)) return [start - head.length, end + tail.length]
  const closing = tail.search(/[)\]]/)
  return [start, end + (closing < 0 ? tail.length : closing)]
}

/** Whether a bracket opens before these words that does not close behind them. */
export function bracketedInPart(words: readonly Word[], first: number, last: number): boolean {
  return words[first]!.head !== '' && !CLOSING.includes(words[last - 1]!.tail[0]!)
}

/** The spans of what only shields: backslashes, and the quotes around a whole title. */
export function escapes(words: readonly Word[], covered: readonly boolean[]): Span[] {
  const escape = (start: number): Span => ({ start, end: start + 1, kind: 'escape', value: null })
  const left = words.filter((_, i) => !covered[i])
  const found = left.filter((word) => word.kind === 'escaped').map((word) => escape(word.start))
  const [only] = left
  if (left.length !== 1 || only!.kind !== 'quoted' || !QUOTES.has(only!.text[0]!)) return found
  const { start, end, text, tail } = only!
  if (!tail && trimmed(text.slice(1, -1))) found.push(escape(start), escape(end - 1))
  return found
}

/** The line without its spans, with single spaces. */
export function titleOf(line: string, spans: readonly Span[]): string {
  let rest = ''
  let at = 0
  for (const span of spans) {
    rest += line.slice(at, span.start) + (span.kind === 'escape' ? '' : ' ')
    if (CLOSING.includes(line[span.end]!)) rest = trimmedEnd(rest)
    at = span.end
  }
  return singleSpaced(rest + line.slice(at))
}
