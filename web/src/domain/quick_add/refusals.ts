/** Parts of a line that stay text, while the line goes on being written. */

/** A part of a text: the UTF-16 units from `start` up to `end`. */
export interface Part {
  start: number
  end: number
}

/**
 * The same parts after an edit of the text: those behind it move along, those that it touches are no
 * longer refused, for they may say something else now.
 */
export function kept(parts: readonly Part[], before: string, after: string): Part[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const [from, to] = [head, before.length - tail]
  const moved = after.length - before.length
  return parts.flatMap((part) => {
    if (part.end <= from && (part.end < from || isBreak(after, part.end))) return [part]
    if (part.start < to || (part.start === to && !isBreak(after, to + moved - 1))) return []
    return [{ start: part.start + moved, end: part.end + moved }]
  })
}

/** Whether nothing of a word stands at a place of a text. */
function isBreak(text: string, at: number): boolean {
  const letter = text[at]
  return letter === undefined || /\s/.test(letter)
}
