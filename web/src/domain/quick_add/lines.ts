/** Several lines that were pasted, as tasks: indented lines are part of the one above them. */
import { pieces, trimmed } from './space.ts'

const TAB = 4
/** Longest that a tree of tasks may be; what lies deeper stands beside what would hold it. */
const DEEPEST = 50
const BULLET = /^[-*+•‣◦▪–](?:\s+|$)/
const BOX = /^\[[ xX]?\](?:\s+|$)/
const NUMBER = /^\d{1,3}[.)](?:\s+|$)/

/** One task of several lines; `parent` is the place of the one that it is part of in the list. */
export interface Line {
  text: string
  depth: number
  parent: number | null
}

/** The lines of a text that say something, without the marks of lists, and how they are nested. */
export function linesOf(text: string): Line[] {
  const found: Line[] = []
  const open: { indent: number; at: number }[] = []
  const raw = text.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => trimmed(line))
  const isNumbered =
    raw.length > 1 && raw.every((line) => NUMBER.test(trimmed(line)) || indentOf(line))
  for (const line of raw) {
    const indent = indentOf(line)
    while (open.length && (open.at(-1)!.indent >= indent || open.length >= DEEPEST)) open.pop()
    const bare = trimmed(line)
      .replace(isNumbered ? NUMBER : BULLET, '')
      .replace(BULLET, '')
    const text = bare.replace(BOX, '')
    if (!text) continue
    found.push({ text, depth: open.length, parent: open.at(-1)?.at ?? null })
    open.push({ indent, at: found.length - 1 })
  }
  return found
}

/** Whether a text has more than one line, be they empty. */
export function hasBreaks(text: string): boolean {
  return /[\n\r\u2028\u2029]/.test(text)
}

/** Whether a text is more than one line that says something. */
export function isSeveral(text: string): boolean {
  return hasBreaks(text) && linesOf(text).length > 1
}

/** A text of several lines as one. */
export function asOneLine(text: string): string {
  return pieces(text).join(' ')
}

/** How far a line is indented, in columns. */
function indentOf(line: string): number {
  let columns = 0
  for (const letter of line) {
    if (letter === '\t') columns += TAB - (columns % TAB)
    else if (/\s/.test(letter)) columns++
    else break
  }
  return columns
}
