/** The terms of a filter, each read from its tokens. */

import type { Weekday } from '../calendar.ts'
import { dateSaid, edgeSaid, isWritable, shiftSaid, yearlySaid } from './days_said.ts'
import type { Reader, Token } from './reader.ts'
import { SPACE, spoken, wordsOf } from './tokens.ts'
import type { Comparison, Name, Person, SaidDay, Term } from './tree.ts'
import { DAYS, MINUTES, MOMENTS, MONTHS, PHRASES, WEEKDAYS } from './vocabulary.ts'

/** Minutes of a year, the longest duration. */
const DURATION_MAX = 525_600
const ONLY_SPACE = new RegExp(`^[${SPACE}]*$`)
const TODAY = DAYS['today']!

/** The term that must stand here; one that holds a name is added to `named`, with its place. */
export function term(reader: Reader, named: [number, Term][]): Term {
  reader.mayHaveYear = false
  const moment = reader.take('moment')
  if (moment) {
    const [field, relation] = MOMENTS[spoken(moment.text)]!
    return { type: 'when', field, relation, day: day(reader) }
  }
  if (reader.take('search')) return textTerm(reader, quotedOrFree(reader))
  if (reader.take('assignedTo')) return personTerm(reader, 'assigned', named)
  if (reader.take('createdBy')) return personTerm(reader, 'created', named)
  const phrase = reader.take('phrase')
  if (phrase) return PHRASES[spoken(phrase.text)]!
  const within = reader.take('within')
  if (within) return withinTerm(reader, within)
  if (reader.take('duration')) return lastingTerm(reader)
  const quoted = reader.take('quoted')
  if (quoted) return textTerm(reader, quoted)
  return namedTerm(reader, named) ?? reader.fail('term')
}

/** Whether a text has nothing but white space. */
export function isBlank(text: string): boolean {
  return ONLY_SPACE.test(text)
}

function quotedOrFree(reader: Reader): Token {
  return reader.take('quoted') ?? reader.need('free', 'text')
}

function textTerm(reader: Reader, token: Token): Term {
  const text = characters(token.text, false).join('')
  if (isBlank(text)) reader.refuse({ at: token.at, code: 'blankText' })
  return { type: 'text', text }
}

function personTerm(reader: Reader, type: 'assigned' | 'created', named: [number, Term][]): Term {
  const token = quotedOrFree(reader)
  const said = wordsOf(token.text.toLowerCase()).join(' ')
  const who: Person = said === 'me' || said === 'others' ? said : nameOf(reader, token, token.text)
  const found: Term = { type, who }
  named.push([token.at, found])
  return found
}

function namedTerm(reader: Reader, named: [number, Term][]): Term | null {
  const token = reader.take('label') ?? reader.take('project') ?? reader.take('section')
  if (!token) return null
  const nested = token.text.startsWith('##')
  const name = nameOf(reader, token, token.text.slice(nested ? 2 : 1))
  const [sign] = token.text
  let found: Term = { type: sign === '@' ? 'label' : 'section', name }
  if (sign === '#') found = { type: 'project', name, nested }
  named.push([token.at, found])
  return found
}

function withinTerm(reader: Reader, token: Token): Term {
  const days = +wordsOf(token.text).find((word) => /^[0-9]/.test(word))!
  if (days === 0) reader.refuse({ at: token.at, code: 'noDays' })
  return { type: 'within', days }
}

function lastingTerm(reader: Reader): Term {
  const { text } = reader.need('comparison', 'comparison')
  const amount = reader.need('amount', 'amount')
  const unit = reader.need('minutes', 'minutes')
  const minutes = +amount.text * MINUTES[spoken(unit.text)]!
  if (minutes > DURATION_MAX) reader.refuse({ at: amount.at, code: 'tooLasting' })
  return { type: 'lasting', comparison: (text === ':' ? '=' : text) as Comparison, minutes }
}

function day(reader: Reader): SaidDay {
  const date = reader.take('isoDay')
  if (date) return onDay(reader, date, date.text.split('-').map(Number) as [number, number, number])
  const shift = reader.take('shift')
  if (shift) return shiftSaid(spoken(shift.text))
  const edge = reader.take('edge')
  if (edge) return edgeSaid(spoken(edge.text))
  const word = reader.take('dayWord')
  if (word) return DAYS[spoken(word.text)]!
  const weekday = reader.take('weekday')
  if (weekday) return { type: 'weekday', number: numberOf(weekday, WEEKDAYS) as Weekday }
  const first = reader.take('number')
  if (first) return dayOfMonth(reader, first, reader.need('month', 'month'))
  const month = reader.take('month')
  if (month) return dayOfMonth(reader, reader.need('number', 'number'), month)
  return reader.fail('day')
}

function dayOfMonth(reader: Reader, number: Token, month: Token): SaidDay {
  const year = reader.take('number')
  const named = numberOf(month, MONTHS) + 1
  if (year) return onDay(reader, number, [+year.text, named, +number.text])
  reader.mayHaveYear = true
  const said = yearlySaid(named, +number.text)
  if (!said) reader.refuse({ at: number.at, code: 'noSuchDay' })
  return said ?? TODAY
}

function onDay(
  reader: Reader,
  token: Token,
  [year, month, day]: [number, number, number],
): SaidDay {
  const said = isWritable(year) ? dateSaid(year, month, day) : null
  const code = isWritable(year) ? 'notInCalendar' : 'farYear'
  if (!said) reader.refuse({ at: token.at, code })
  return said ?? TODAY
}

/** The place of a weekday or month, written out or shortened. */
function numberOf(token: Token, names: readonly string[]): number {
  return names.findIndex((name) => name.startsWith(token.text.toLowerCase()))
}

function nameOf(reader: Reader, token: Token, written: string): Name {
  const name = characters(written, true)
  if (name.length === 1 && name[0] === '') reader.refuse({ at: token.at, code: 'emptyName' })
  return name
}

/** What is written, quotes and escapes undone, cut at wildcards that are not escaped. */
function characters(written: string, hasWildcards: boolean): string[] {
  const isQuoted = written.startsWith('"')
  const pieces = ['']
  let kept = 0
  for (const [, escaped, plain] of inner(written, isQuoted).matchAll(/\\([^])|([^])/gu)) {
    if (hasWildcards && plain === '*') {
      pieces.push('')
      kept = 0
      continue
    }
    const piece = pieces.at(-1)! + (escaped ?? plain)
    pieces[pieces.length - 1] = piece
    if (escaped !== undefined || !isBlank(plain!)) kept = piece.length
  }
  // White space before the next sign is no part of what stands without quotation marks.
  if (!isQuoted) pieces.push(pieces.pop()!.slice(0, kept))
  return pieces
}

function inner(written: string, isQuoted: boolean): string {
  return isQuoted ? written.slice(1, -1) : written
}
