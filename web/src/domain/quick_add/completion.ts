/** Which name is being written after a sign, so that it can be offered whole. */
import { SIGNS, type NamedKind } from './signs.ts'
import { isSpaceAt } from './space.ts'

const LONGEST = 60
const QUOTE = '"'

/** A name in the making: its sign stands at `start`, and `query` is what there is of it up to the caret. */
export interface Unfinished {
  kind: NamedKind
  sign: string
  start: number
  end: number
  query: string
}

/**
 * The name that is being written at a place of a line; null where none is. It may have spaces: the
 * caller looks whether any name goes on so.
 */
export function unfinishedAt(line: string, caret: number): Unfinished | null {
  for (let at = caret - 1; at >= 0 && caret - at <= LONGEST; at--) {
    const kind = SIGNS.get(line[at]!)
    const isFirst = at === 0 || isSpaceAt(line, at - 1)
    if (!kind || !isFirst) continue
    const written = line.slice(at + 1, caret)
    if (isSpaceAt(written, 0)) return null
    const isQuoted = written.startsWith(QUOTE)
    const query = isQuoted ? written.slice(1) : written
    if (query.includes(QUOTE)) return null
    return { kind, sign: line[at]!, start: at, end: caret, query }
  }
  return null
}

/**
 * A line with a name written out in place of one in the making, and where the caret is then. A name
 * with spaces that is not known yet needs quotes.
 */
export function completed(
  line: string,
  { sign, start, end }: Unfinished,
  name: string,
  isNew: boolean,
): { line: string; caret: number } {
  const whole = sign + (isNew && /\s/.test(name) ? `${QUOTE}${name}${QUOTE}` : name)
  const rest = line.slice(end)
  const gap = isSpaceAt(rest, 0) ? '' : ' '
  return {
    line: line.slice(0, start) + whole + gap + rest,
    caret: start + whole.length + 1,
  }
}
