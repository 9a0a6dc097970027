/** What a sign introduces: `#project /section @label +person p1 !reminder {deadline} // more`. */
import { dayText } from '../calendar.ts'
import { MINUTES_OF_DAY, clockText, wallText, type DayPart } from './calendar_days.ts'
import * as clock from './clock.ts'
import * as days from './days.ts'
import { amount } from './durations.ts'
import { QUOTES, plain, wholeEnd } from './line.ts'
import { fold, type Names } from './names.ts'
import { Reader, type Read } from './reader.ts'
import type { Kind, Value } from './result.ts'
import { isSpaceAt, singleSpaced, trimmed } from './space.ts'

/** The kind of name that each sign introduces. */
export const SIGNS: ReadonlyMap<string, NamedKind> = new Map([
  ['#', 'project'],
  ['/', 'section'],
  ['@', 'label'],
  ['%', 'label'],
  ['+', 'assignee'],
])
/** Kinds of things that have names. */
export type NamedKind = 'project' | 'section' | 'label' | 'assignee'

const PRIORITIES: ReadonlyMap<string, Value> = new Map([
  ['p1', 'high'],
  ['p2', 'medium'],
  ['p3', 'low'],
  ['p4', null],
])
const LONGEST_REMINDER = 8
const MINUTES_OF_UNIT = new Map<string | undefined, number>([
  ['day', MINUTES_OF_DAY],
  ['week', 7 * MINUTES_OF_DAY],
])
const LETTER = /^[\p{L}\p{Nl}\p{No}]/u
const ONE_CHARACTER = /^.$/u

/**
 * The words `first` up to `last` (not included) of the line became `value`; `known` tells whether a
 * name is among the known ones.
 */
export interface Sign {
  first: number
  last: number
  kind: Kind
  value: Value
  known: boolean
}

function sign(first: number, last: number, kind: Kind, value: Value, known = true): Sign {
  return { first, last, kind, value, known }
}

/** What signs introduce, in order. */
export function read(line: string, reader: Reader, names: Names): Sign[] {
  const found: Sign[] = []
  let projectEnded = -1
  for (let i = 0; i < reader.words.length;) {
    const one = at(line, reader, names, i)
    // An unknown /word is a path, unless it follows a project.
    if (!one || (one.kind === 'section' && !one.known && projectEnded !== i)) {
      i++
      continue
    }
    found.push(one)
    i = one.last
    projectEnded = one.kind === 'project' ? i : -1
  }
  return found
}

function at(line: string, reader: Reader, names: Names, i: number): Sign | null {
  const word = reader.words[i]!
  if (word.kind === 'description') {
    return sign(i, i + 1, 'description', trimmed(word.text.slice(2)))
  }
  if (word.kind === 'braced') return deadline(line, reader, i)
  if (word.kind !== 'word' || word.head) return null
  const priority = PRIORITIES.get(word.key)
  if (priority !== undefined) return sign(i, i + 1, 'priority', priority)
  const kind = SIGNS.get(word.text[0]!)
  if (kind && word.text.length > 1) return name(line, reader, names, i, kind)
  return word.text[0] === '!' ? exclaimed(reader, i) : null
}

function name(line: string, reader: Reader, names: Names, i: number, kind: NamedKind): Sign | null {
  const word = reader.words[i]!
  const known = names.byKind[kind]
  if (QUOTES.has(word.text[1]!) && !word.key) {
    const quoted = singleSpaced(word.text.slice(2, -1))
    const found = known.get(fold(quoted))
    return quoted ? sign(i, i + 1, kind, found ?? quoted, found !== undefined) : null
  }
  const bare = word.text.slice(1)
  const longest = Math.max(
    names.longest(kind, line.slice(word.start + 1, wholeEnd(word))),
    names.longest(kind, bare),
  )
  for (let last = Math.min(i + longest, reader.words.length) - 1; last >= i; last--) {
    const end = reader.words[last]!
    for (const to of [wholeEnd(end), end.end]) {
      const found = known.get(fold(line.slice(word.start + 1, to)))
      if (found !== undefined) return sign(i, last + 1, kind, found)
    }
  }
  return mayBeNew(word.text[0]!, bare) ? sign(i, i + 1, kind, bare, false) : null
}

/** Whether an unknown name is one: `#7`, `+49`, `%d`, `/etc/hosts` are none. */
function mayBeNew(of: string, bare: string): boolean {
  if (!LETTER.test(bare) || (of === '%' && ONE_CHARACTER.test(bare))) return false
  return !('/@%'.includes(of) && /[/()=<>]/.test(bare))
}

/** Reads `!high`, `!10 min before`, `!9am`, `!tomorrow 9am`. */
function exclaimed(reader: Reader, i: number): Sign | null {
  const priority = reader.vocabulary.map('priorities').get(reader.words[i]!.key.slice(1))
  if (priority) return sign(i, i + 1, 'priority', priority === 'none' ? null : priority)
  const inner = reader.behindSign(i, LONGEST_REMINDER)
  const found = inner.keys[0] ? reminder(inner) : null
  return found && sign(i, i + found[0], 'reminder', found[1])
}

/** End and value: minutes before the due date, a day and time, or a time (`T09:00:00`). */
function reminder(reader: Reader): Read<string | number> | null {
  const before = amount(reader, 0, 0, true)
  if (before) return [reader.skip('before', before[0], 0), before[1]]
  const day = days.read(reader, 0)
  if (day && day[1].at !== null) return [day[0], wallText(day[1].at)]
  const from = day ? day[0] : 0
  let time = reader.key(from, 0) ? clock.read(reader, from) : null
  if (!time && day) time = clock.besideDay(reader, from, 0)
  if (time) {
    const part: DayPart | null = day ? day[1].part : null
    const on = day ? dayText(day[1].on) : ''
    return [time[0], `${on}T${clockText(clock.inPart(time[1], part).at)}:00`]
  }
  if (day) return null
  const number = reader.number(0, 0)
  const unit = reader.vocabulary.map('units').get(reader.key(1, 0))
  const minutes = MINUTES_OF_UNIT.get(unit)
  return number && minutes ? [reader.skip('before', 2, 0), number * minutes] : null
}

/** Reads `{friday}`: a day, and nothing else, between braces. */
function deadline(line: string, reader: Reader, i: number): Sign | null {
  const { start, end } = reader.words[i]!
  const inside = []
  for (let from = start + 1; from < end - 1 && inside.length <= LONGEST_REMINDER;) {
    let to = from
    while (to < end - 1 && !isSpaceAt(line, to)) to++
    if (to > from) inside.push(plain(line, from, to))
    from = to + 1
  }
  if (!inside.length || inside.length > LONGEST_REMINDER) return null
  const inner = new Reader(inside, reader.vocabulary, reader.now, reader.dayFirst)
  const from = inner.skip('on', 0, 0)
  const found = from < inside.length ? days.read(inner, from, from > 0) : null
  if (!found || found[0] !== inside.length || found[1].at !== null) return null
  return sign(i, i + 1, 'deadline', dayText(found[1].on))
}
