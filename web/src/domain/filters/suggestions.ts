/** What may have been meant where a filter can't be read, or names what isn't there. */

import type { Expected, Fault, FaultCode } from './faults.ts'
import { nameKey } from './folding.ts'
import type { Names } from './names.ts'
import { nearest } from './nearest.ts'
import { SPACE, wordsOf } from './tokens.ts'
import type { Name, Term } from './tree.ts'
import { DAY_WORDS, MONTHS, TERMS, WEEKDAYS } from './vocabulary.ts'

/** What could stand at a place; `isDone` after a whole term. */
interface Possible {
  expected: Expected
  isDone: boolean
}

const OPENED = /[@#/]*"(?!(?:\\[^]|[^"\\])*")/uy
const LOOKS_LIKE_A_DAY = new RegExp(
  `^(?:(?:in )?[+-]?[0-9][\\p{L}\\p{N}_ -]*|(?:${[...WEEKDAYS, ...MONTHS].join('|')})(?: [0-9]+)*)$`,
  'iu',
)
const DAY_SAID = /^[\p{L}\p{N}_+-]+/u
const AROUND = /^[^&|(),]*/
const TRAILING = new RegExp(`[${SPACE}]+$`)

/** What is wrong at a place where the text can't be read on. */
export function faultAt(text: string, at: number, possible: Possible): Fault {
  const { expected, isDone } = possible
  if (at >= text.replace(TRAILING, '').length) {
    // Where a filter may not end after a term, it is within parentheses.
    return { at: text.length, code: 'ends', expected: isDone ? 'parenthesis' : expected }
  }
  if (text[at] === ',') return { at, code: 'comma' }
  if (text[at] === ')' && isDone) return { at, code: 'closesNothing' }
  OPENED.lastIndex = at
  if (OPENED.test(text)) return { at, code: 'unclosedQuotes' }
  return { at, ...meant(text, at, possible) }
}

function meant(text: string, at: number, { expected, isDone }: Possible): Omit<Fault, 'at'> {
  const missing = { code: 'missing', expected } as const
  if (expected === 'day') {
    const said = DAY_SAID.exec(text.slice(at))
    return { ...missing, suggestion: nearest(said ? [said[0]] : [], DAY_WORDS) }
  }
  if (expected !== 'term' && !isDone) return missing
  const written = termAround(text, at)
  if (/^[#@/]/.test(written) && isDone) return { ...missing, code: 'missingQuotesOfName' }
  if (LOOKS_LIKE_A_DAY.test(written)) return { code: 'dayAlone' }
  const here = wordsOf(text.slice(at))[0]!
  const suggestion = nearest([written, ...beginnings(written), here], TERMS)
  if (suggestion !== undefined) return { code: 'other', suggestion }
  return isDone ? missing : { ...missing, code: 'missingQuotesOfText' }
}

/** What is written between the signs around a place. */
function termAround(text: string, at: number): string {
  const before = ['&', '|', '(', '!'].map((sign) => (at > 0 ? text.lastIndexOf(sign, at - 1) : -1))
  const [found] = AROUND.exec(text.slice(Math.max(...before) + 1))!
  return wordsOf(found).join(' ')
}

/** A term up to its colon, and its first words. */
function beginnings(written: string): string[] {
  const words = wordsOf(written)
  const firsts = [3, 2, 1].map((count) => words.slice(0, count).join(' '))
  return [`${written.split(':')[0]}:`, ...firsts]
}

/** What is wrong with a term whose name nothing bears; null if all is well. */
export function unknownName(term: Term, known: Names): Omit<Fault, 'at'> | null {
  const namesOf = (all: readonly { name: string }[]) => all.map(({ name }) => name)
  switch (term.type) {
    case 'project':
      return unknown('unknownProject', term.name, namesOf(known.projects))
    case 'section':
      return unknown('unknownSection', term.name, namesOf(known.sections))
    case 'assigned':
    case 'created':
      if (typeof term.who === 'string') return null
      return unknown('unknownPerson', term.who, namesOf(known.people))
    case 'label':
      return known.labels ? unknown('unknownLabel', term.name, known.labels) : null
    default:
      return null
  }
}

function unknown(code: FaultCode, name: Name, known: readonly string[]): Omit<Fault, 'at'> | null {
  const key = nameKey(name[0]!)
  const byKey = new Map(known.map((one) => [nameKey(one), one]))
  if (name.length > 1 || byKey.has(key)) return null
  const longer = [...byKey].find(([other]) => other.startsWith(key))?.[1]
  return { code, suggestion: nearest([key], byKey.values()) ?? longer }
}
