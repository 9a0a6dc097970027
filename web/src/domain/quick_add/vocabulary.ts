/**
 * The words of the languages a person types in, merged into one vocabulary. The tables are the
 * server's own files, so that both parsers know the same words.
 */
import german from '../../../../src/tasklark/domain/quick_add/words/de.json'
import english from '../../../../src/tasklark/domain/quick_add/words/en.json'
import type { DayPart, Unit, Weekday } from './calendar_days.ts'

export type Language = 'en' | 'de'

/** Languages that have a table of words. */
export const LANGUAGES: readonly Language[] = ['en', 'de']

/** What the entries of each table mean. */
export interface Meanings {
  weekdays: Weekday
  weekdays_each: Weekday
  months: number
  numbers: number
  ordinals: number
  every_nth: number
  units: Unit
  minutes: number
  spans_of_minutes: number
  days: number
  days_with_part: DayPart
  named: string
  month_parts: 'start' | 'middle' | 'end'
  day_parts: DayPart
  part_phrases: DayPart
  clock_words: string
  clock_shifts: number
  repeats: string
  priorities: 'high' | 'medium' | 'low' | 'none'
  not_after_word: string[]
  not_before_word: string[]
}

/** A table from words to what they mean. */
export type TableName = keyof Meanings
/** A list of words. */
export type ListName = Exclude<keyof typeof english, TableName | 'day_first' | 'dotted_dates'>

/** Tables whose words go on with a phrase, or stand beside one, but never begin one. */
const WITHIN = new Set<TableName | ListName>([
  ...(['units', 'minutes', 'o_clock', 'hour_one', 'of_the_month', 'of_every_month'] as const),
  ...(['after_completion', 'times', 'at_pm', 'between_times', 'from_now', 'of', 'and'] as const),
  ...(['to', 'or', 'before', 'priorities', 'weak', 'strict', 'lower_only'] as const),
  ...(['capital_only', 'not_after', 'not_after_word', 'not_before_word'] as const),
  ...(['not_after_number', 'not_after_duration'] as const),
])

/** The merged tables: where two languages have the same word, the first language's counts. */
export interface Vocabulary {
  /** The table of a name: from a word or words to what they mean. */
  map<N extends TableName>(name: N): ReadonlyMap<string, Meanings[N]>
  /** Whether words stand in the list of a name. */
  has(name: ListName, words: string): boolean
  /** Whether a table lists `other` for `word`. */
  listed(name: 'not_after_word' | 'not_before_word', word: string, other: string): boolean
  readonly dayFirst: boolean
  readonly dottedDates: boolean
  /** By first word, then table or list: how many words such entries have, longest first. */
  readonly beginnings: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>
  /** The words that a phrase may begin with. */
  readonly starters: ReadonlySet<string>
}

type Words = Record<string, unknown> & { day_first: boolean; dotted_dates: boolean }
const TABLES: Record<Language, Words> = { en: english, de: german }
const built = new Map<string, Vocabulary>()

/** The vocabulary of languages, the most important first. */
export function vocabulary(languages: readonly Language[]): Vocabulary {
  const key = languages.join()
  const found = built.get(key) ?? build(languages.map((language) => TABLES[language]))
  built.set(key, found)
  return found
}

/** The form in which words are looked up: composed (NFC) and in lower case. */
export function wordKey(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

function build(languages: Words[]): Vocabulary {
  const tables = new Map<string, Map<string, unknown>>()
  const lists = new Map<string, Set<string>>()
  for (const language of languages) {
    for (const [name, entries] of Object.entries(language)) {
      if (Array.isArray(entries)) {
        const list = lists.get(name) ?? new Set<string>()
        for (const word of entries as string[]) list.add(word)
        lists.set(name, list)
      } else if (typeof entries === 'object' && entries !== null) {
        const table = tables.get(name) ?? new Map<string, unknown>()
        for (const [word, value] of Object.entries(entries)) merge(table, word, value)
        tables.set(name, table)
      }
    }
  }
  const beginnings = beginningsOf([...tables, ...lists])
  const starters = new Set<string>()
  for (const [name, entries] of [...tables, ...lists]) {
    if (WITHIN.has(name as TableName)) continue
    for (const entry of entries.keys()) starters.add(firstWord(entry))
  }
  return {
    map: <N extends TableName>(name: N) => tables.get(name) as ReadonlyMap<string, Meanings[N]>,
    has: (name, words) => lists.get(name)!.has(words),
    listed: (name, word, other) =>
      (tables.get(name)!.get(word) as string[] | undefined)?.includes(other) ?? false,
    dayFirst: languages[0]!.day_first,
    dottedDates: languages.some((language) => language.dotted_dates),
    beginnings,
    starters,
  }
}

function merge(table: Map<string, unknown>, word: string, value: unknown): void {
  const before = table.get(word)
  if (Array.isArray(value)) table.set(word, [...((before as unknown[]) ?? []), ...value])
  else if (before === undefined) table.set(word, value)
}

function beginningsOf(
  tables: [string, Map<string, unknown> | Set<string>][],
): Map<string, Map<string, number[]>> {
  const found = new Map<string, Map<string, number[]>>()
  for (const [name, entries] of tables) {
    for (const entry of entries.keys()) {
      const first = firstWord(entry)
      const of = found.get(first) ?? new Map<string, number[]>()
      const lengths = new Set(of.get(name)).add(entry.split(' ').length)
      of.set(
        name,
        [...lengths].sort((a, b) => b - a),
      )
      found.set(first, of)
    }
  }
  return found
}

function firstWord(entry: string): string {
  return entry.split(' ', 1)[0]!
}
