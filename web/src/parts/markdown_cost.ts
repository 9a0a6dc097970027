/** How much work a text in Markdown is: whoever shares a project may write one that stops a page. */

/** Where what is read at one go ends: at an empty line, or where the next item of a list begins. */
const PASSAGE = /\n(?:[ \t]*\n|[ \t]{0,8}(?:[-*+]|\d{1,9}[.)])[ \t])/
/** What opens the quotes and lists that a line is in. */
const NESTING = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))+/gm
const STEPS_MAX = 30_000_000

/** Tells whether a text is too much to be read as Markdown while somebody waits. */
export function isTooHard(text: string): boolean {
  return text.split(PASSAGE).reduce((sum, passage) => sum + stepsOf(passage), 0) > STEPS_MAX
}

/** Each sign of emphasis is looked for to the end of its passage; each quote or list reads all that is in it anew. */
function stepsOf(passage: string): number {
  const signs = passage.split(/[*_~]/).length
  const depths = passage.match(NESTING)?.map((line) => line.split(/>|[-*+.)]/).length - 1) ?? []
  return passage.length * (signs + depths.reduce((most, depth) => Math.max(most, depth), 0))
}
