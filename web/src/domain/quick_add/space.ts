/**
 * White space as the server sees it (Python's `str.isspace`): without U+FEFF, but with the four
 * separators U+001C to U+001F and U+0085, unlike `\s` of this language.
 */
const CLASS =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const RUN = new RegExp(`[${CLASS}]+`)
const LEADING = new RegExp(`^[${CLASS}]+`)
const TRAILING = new RegExp(`[${CLASS}]+$`)
const ANY = new RegExp(`[${CLASS}]`)

/** Whether the character at a place of a text is white space; false beyond its end. */
export function isSpaceAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 32 || ((code < 32 || code > 127) && ANY.test(text.charAt(at)))
}

/** The text with single spaces, and none around it. */
export function singleSpaced(text: string): string {
  return pieces(text).join(' ')
}

/** The pieces of a text between white space. */
export function pieces(text: string): string[] {
  return text.split(RUN).filter(Boolean)
}

/** The text without white space around it. */
export function trimmed(text: string): string {
  return trimmedEnd(text).replace(LEADING, '')
}

/** The text without white space at its end. */
export function trimmedEnd(text: string): string {
  const last = text.length - 1
  return last >= 0 && isSpaceAt(text, last) ? text.replace(TRAILING, '') : text
}
