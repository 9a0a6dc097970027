/**
 * Mentions in comments: stored as `@[Anna](person:<id>)`, typed and shown as `@Anna`. They are chosen
 * from the members, or simply typed in full.
 */

/** Somebody who can be mentioned. */
export interface Mentioned {
  id: string
  name: string
}

/** What is being typed after an `@`: from where in the text, and the letters so far. */
export interface Begun {
  start: number
  query: string
}

const BEGUN = /(?:^|[\s(])@([\p{L}\p{N}._-]{0,40})$/u
const STORED = /@\[([^\]\n]{1,200})\]\(person:([0-9a-f-]{36})\)/gi

/** Returns the mention that is being typed at a place of a text, if one is. */
export function begunAt(text: string, caret: number): Begun | null {
  const found = BEGUN.exec(text.slice(0, caret))
  const query = found?.[1]
  return query === undefined ? null : { start: caret - query.length - 1, query }
}

/** Returns the text with a begun mention completed, and where one types on. */
export function completed(
  text: string,
  caret: number,
  { start }: Begun,
  { name }: Mentioned,
): { text: string; caret: number } {
  const mention = `@${plain(name)} `
  const rest = text.slice(caret).replace(/^ /, '')
  return { text: text.slice(0, start) + mention + rest, caret: start + mention.length }
}

/** Returns the text of a comment as it is typed, and whom it mentions. */
export function typedText(body: string): { text: string; people: Mentioned[] } {
  const people: Mentioned[] = []
  const text = body.replace(STORED, (_, name: string, id: string) => {
    people.push({ id, name })
    return `@${name}`
  })
  return { text, people }
}

/** Returns the body to store for a typed text; of people with the same name the first counts. */
export function storedBody(text: string, people: readonly Mentioned[]): string {
  const ids = new Map<string, string>()
  for (const { id, name } of people) if (!ids.has(plain(name))) ids.set(plain(name), id)
  if (!ids.size) return text
  // Of names that begin alike, such as Ann and Ann Lee, the longest that is there is meant.
  const names = [...ids.keys()].sort((a, b) => b.length - a.length).map(escaped)
  const typed = new RegExp(`(^|[\\s(])@(${names.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(typed, (_, before: string, name: string) => {
    return `${before}@[${name}](person:${ids.get(name)})`
  })
}

/** Returns a name without what would end a mention. */
function plain(name: string): string {
  return name.replace(/[[\]\s]+/g, ' ').trim()
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
