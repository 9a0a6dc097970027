/** Mentions in comments: `@[Anna](person:<id>)`, typed as `@an` and chosen from the members. */

/** What is being typed after an `@`: from where in the text, and the letters so far. */
export interface Begun {
  start: number
  query: string
}

const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,40})$/u

/** Returns the mention that is being typed at a place of a text, if one is. */
export function begunAt(text: string, caret: number): Begun | null {
  const found = BEGUN.exec(text.slice(0, caret))
  const query = found?.[1]
  return query === undefined ? null : { start: caret - query.length - 1, query }
}

/** Returns the text with a begun mention completed, and where one types on. */
export function mentioned(
  text: string,
  caret: number,
  { start }: Begun,
  person: { id: string; name: string },
): { text: string; caret: number } {
  // A bracket in a name would end the mention.
  const name = person.name.replace(/[[\]\n]/g, ' ').trim()
  const mention = `@[${name}](person:${person.id}) `
  const rest = text.slice(caret).replace(/^ /, '')
  return { text: text.slice(0, start) + mention + rest, caret: start + mention.length }
}
