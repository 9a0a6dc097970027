/**
 * Quick add: one line, as a person types it, into the fields of a task.
 *
 *     call mom tomorrow at 9 #Family @phone p1
 *
 * The second implementation of the server's `domain/quick_add`, file by file, held to the same
 * examples. A line goes through these files in order: `line` cuts it into words, `signs` reads what
 * a sign introduces, `phrases` finds what may be a date (`days`, `dated`), a time (`clock`) or a
 * repetition (`repeats`), `choosing` decides which of them count, `resolving` turns those into
 * dates, `spans` keeps the rest as the title. Nothing here knows a language.
 */
import { dayNumber } from '../calendar.ts'
import { choose } from './choosing.ts'
import type { Clock } from './clock.ts'
import { day } from './dated.ts'
import { wordsOf, type Word } from './line.ts'
import { fold, type Names } from './names.ts'
import * as phrases from './phrases.ts'
import { Reader } from './reader.ts'
import { moment, resolve, type When } from './resolving.ts'
import type { Fields, Kind, Refused, ReminderFields, Span, Unknown, Value } from './result.ts'
import * as signs from './signs.ts'
import type { Sign } from './signs.ts'
import { bracketedInPart, escapes, extent, titleOf } from './spans.ts'
import { vocabulary, type Language } from './vocabulary.ts'

/** So many words at either end of a line are read; what lies between them, in a text, is title. */
export const WORDS_LOOKED_AT = 100
/** How many different ones of a kind count in a line; of kinds that are not here, the first. */
const MOST = new Map<Kind, number>([
  ['label', 100],
  ['assignee', 50],
  ['reminder', 2 * WORDS_LOOKED_AT],
])

/** How a line is to be read: `now` is on the wall, in minutes since 1970 (`calendar_days`). */
export interface Reading {
  now: number
  /** The languages to read, the most important first. */
  words: readonly Language[]
  names: Names
  /** Parts of the line and kinds that stay text. */
  refused?: readonly Refused[]
  /** What 1/2 means; the first language tells it where this does not. */
  dayFirst?: boolean
  /** The day that a time or repetition goes by where the line tells none, as a number; else today. */
  day?: number
}

/** What a line gave: the title is the rest beside the spans, which are in order and never overlap. */
export interface Found {
  fields: Fields
  spans: Span[]
  unknown: Unknown[]
}

/** What one line tells of a task. */
export function read(line: string, how: Reading): Found {
  const known = vocabulary(how.words)
  const dayFirst = how.dayFirst ?? known.dayFirst
  const refused = new Set(how.refused?.filter((one) => typeof one === 'string'))
  const words = without(wordsOf(line), how.refused ?? [])
  const found = counting(
    signs.read(line, new Reader(words, known, how.now, dayFirst), how.names),
    refused,
  )
  const signed = new Set<number>()
  for (const sign of found) for (let i = sign.first; i < sign.last; i++) signed.add(i)
  const unsigned = words.map((word, i) => (signed.has(i) ? { ...word, key: '' } : word))
  const heard = phrases
    .read(new Reader(unsigned, known, how.now, dayFirst))
    .filter((one) => !refused.has(one.kind) && !bracketedInPart(words, one.first, one.last))
  const chosen = choose(heard, words, signed)
  const when = resolve(chosen, how.now, how.day)
  const kept = [...found]
  for (const [kind, one] of chosen) {
    const value = when.values.get(kind)
    if (value !== undefined)
      kept.push({ first: one.first, last: one.last, kind, value, known: true })
  }
  return result(line, words, kept, { ...when.fields, ...signedFields(found, when, how) })
}

/** The words; those refused, or far from both ends, as text that nothing is read in. */
function without(words: Word[], refused: readonly Refused[]): Word[] {
  const parts = refused.filter((one) => typeof one !== 'string')
  const ends = words.length - WORDS_LOOKED_AT
  const isText = (word: Word, i: number) =>
    (i >= WORDS_LOOKED_AT && i < ends) ||
    parts.some((part) => word.start < part.end && part.start < word.end)
  return words.map((word, i) =>
    isText(word, i) ? { ...word, kind: 'quoted', key: '', text: ' ' } : word,
  )
}

/** The signs that count: the first of each kind, and all of those that may be several. */
function counting(all: Sign[], refused: ReadonlySet<Refused>): Sign[] {
  const told = new Map<Kind, Set<string>>()
  return all.filter((sign) => {
    const values = told.get(sign.kind) ?? new Set<string>()
    told.set(sign.kind, values)
    const value = fold(String(sign.value))
    const most = MOST.get(sign.kind)
    const isKnown = most !== undefined && values.has(value)
    if (refused.has(sign.kind) || !(isKnown || values.size < (most ?? 1))) return false
    values.add(value)
    return true
  })
}

/** The fields that signs tell. */
function signedFields(found: readonly Sign[], when: When, how: Reading): Partial<Fields> {
  const fields: Record<string, Value | string[] | ReminderFields[]> = {}
  const labels = namesIn(found, 'label')
  const assignees = namesIn(found, 'assignee')
  const reminders = found.filter((sign) => sign.kind === 'reminder')
  for (const { kind, value } of found) {
    if (kind !== 'label' && kind !== 'assignee' && kind !== 'reminder') fields[kind] = value
  }
  if (labels.length) fields.labels = labels
  if (assignees.length) fields.assignees = assignees
  if (reminders.length) {
    const due = when.fields.due_date?.slice(0, 10)
    const on = due === undefined ? how.day : dayNumber(due)
    fields.reminders = reminders.map(({ value }) => reminder(value, on, how.now))
  }
  return fields
}

/** The names of one kind, each once. */
function namesIn(found: readonly Sign[], kind: Kind): string[] {
  const names = new Map<string, string>()
  for (const sign of found) {
    if (sign.kind !== kind) continue
    const key = fold(String(sign.value))
    if (!names.has(key)) names.set(key, String(sign.value))
  }
  return [...names.values()]
}

/** A reminder: minutes before, or a local time; a bare time is on the due day. */
function reminder(value: Value, due: number | undefined, now: number): ReminderFields {
  if (typeof value === 'number') return { minutes_before: value }
  const [told, time] = String(value).split('T') as [string, string]
  const on = told ? dayNumber(told) : due
  const [hour, minute] = time.split(':').map(Number)
  const at = hour! * 60 + minute!
  const clock: Clock = { is: 'clock', at, weak: false, half: false, endsDay: false, lasts: null }
  return { at: String(moment(on === undefined ? undefined : day(on), clock, now)) }
}

function result(
  line: string,
  words: readonly Word[],
  found: Sign[],
  fields: Partial<Fields>,
): Found {
  const covered = words.map(() => false)
  const spans = found.map(({ first, last, kind, value }): Span => {
    covered.fill(true, first, last)
    const [start, end] = extent(words, first, last)
    return { start, end, kind, value }
  })
  spans.push(...escapes(words, covered))
  spans.sort((one, other) => one.start - other.start)
  const unknown = found.filter((one) => !one.known)
  return {
    fields: { title: titleOf(line, spans), ...fields },
    spans,
    unknown: unknown.map((one) => ({ kind: one.kind, name: String(one.value) })),
  }
}
