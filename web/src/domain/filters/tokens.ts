/** The tokens of the filter language, as expressions that match at a place. */

import {
  ASSIGNED_TO,
  CREATED_BY,
  DAYS,
  MINUTES,
  MOMENTS,
  MONTHS,
  PHRASES,
  SEARCH,
  UNITS,
  WEEKDAYS,
  WHICH,
} from './vocabulary.ts'

/** White space as the server knows it, for a character class. */
export const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const BLANK = '[\\t-\\r ]' // between the words of a phrase, ASCII only
const S = `[${SPACE}]`
const END = '(?![\\p{L}\\p{N}_-])'
const ESCAPED = '\\\\[^]'
const QUOTED = `"(?:${ESCAPED}|[^"\\\\])*"`
const NAME = `(?:${QUOTED}|(?:${ESCAPED}|[^${SPACE}&|(),"\\\\])+)`
const FREE = `(?:${ESCAPED}|[^${SPACE}&|(),"\\\\])(?:${ESCAPED}|[^&|(),"\\\\])*`
const COUNTED = `[0-9]{1,4}${S}+${oneOf(Object.keys(UNITS))}`
const WHICH_ONE = `${oneOf(Object.keys(WHICH))}${S}+`
const PERIOD = oneOf(['week', 'month', 'year'])
const EDGE_OF = `${oneOf(['first day of', 'last day of'])}${S}+(?:${WHICH_ONE}|${oneOf(['the'])}${S}+)?`

export const TOKENS = {
  moment: token(oneOf(Object.keys(MOMENTS))),
  search: token(oneOf([SEARCH])),
  assignedTo: token(oneOf([ASSIGNED_TO])),
  createdBy: token(oneOf(CREATED_BY)),
  phrase: token(oneOf(Object.keys(PHRASES)) + END),
  within: token(
    `(?:${oneOf(['next'])}${BLANK}+)?[0-9]{1,4}${BLANK}+${oneOf(['days', 'day'])}${END}`,
  ),
  duration: token(oneOf(['duration']) + END),
  quoted: token(QUOTED),
  free: token(FREE),
  label: token(`@${NAME}`),
  project: token(`##?${NAME}`),
  section: token(`/${NAME}`),
  comparison: token('<=|>=|[<>=:]'),
  number: token(`[0-9]{1,4}${END}`),
  amount: token(`[0-9]{1,6}${END}`),
  minutes: token(oneOf(Object.keys(MINUTES)) + END),
  dayWord: token(oneOf(Object.keys(DAYS)) + END),
  isoDay: token(`[0-9]{4}-[0-9]{2}-[0-9]{2}${END}`),
  weekday: token(oneOf(shortened(WEEKDAYS)) + END),
  month: token(oneOf(shortened(MONTHS)) + END),
  shift: token(
    `(?:[+-]${S}*${COUNTED}|${oneOf(['in'])}${S}+${COUNTED}|${COUNTED}${S}+${oneOf(['ago'])})${END}`,
  ),
  edge: token(`(?:${EDGE_OF}|${WHICH_ONE})${PERIOD}${END}`),
  space: token(`${S}*`),
}

/** The words of a token as the vocabulary has them: in small letters, with single spaces. */
export function spoken(written: string): string {
  return wordsOf(written.toLowerCase().replaceAll(':', ' : ')).join(' ').replaceAll(' :', ':')
}

/** The words of a text, without the white space between them. */
export function wordsOf(text: string): string[] {
  return text.split(new RegExp(`${S}+`)).filter(Boolean)
}

function token(expression: string): RegExp {
  return new RegExp(expression, 'uy')
}

/** An expression for phrases, the longest first, spaced as one likes, in capital letters or not. */
function oneOf(phrases: string[]): string {
  const ordered = [...phrases].sort((a, b) => b.length - a.length)
  const loose = ordered.map((phrase) =>
    phrase
      .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
      .replaceAll(' ', `${BLANK}+`)
      .replaceAll(`:${BLANK}+`, `:${BLANK}*`)
      .replaceAll(':', `${BLANK}*:`),
  )
  return `(?:${loose.join('|')})`
}

function shortened(names: string[]): string[] {
  return [...new Set(names.flatMap((name) => [name, name.slice(0, 3)]))]
}
