/** A text in pieces, some of them marked. */

/** A piece of a text; `kind` says as what it is marked, if it is. */
export interface Piece {
  text: string
  kind: string | null
}

/** Returns the pieces of a text by its marks, which are in order and don't overlap. */
export function cut(
  text: string,
  marks: readonly { start: number; end: number; kind: string }[],
): Piece[] {
  const found: Piece[] = []
  let at = 0
  for (const { start, end, kind } of marks) {
    if (start > at) found.push({ text: text.slice(at, start), kind: null })
    found.push({ text: text.slice(start, end), kind })
    at = end
  }
  if (at < text.length) found.push({ text: text.slice(at), kind: null })
  return found
}
