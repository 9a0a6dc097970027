/** What all readers of phrases share: the words, the vocabulary, the moment. */
import { MINUTES_OF_DAY } from './calendar_days.ts'
import type { Word } from './line.ts'
import type { ListName, Meanings, TableName, Vocabulary } from './vocabulary.ts'

/** Shortest word that may be made of a weekday and a part of the day: Montagfrüh. */
export const COMPOUND = 10
const NOTHING: ReadonlyMap<string, readonly number[]> = new Map()
const LETTERS = /^\p{L}+$/u
const DIGITS = /^[0-9]+$/

/** What was read: the word behind it, and what it means. */
export type Read<T> = readonly [end: number, meaning: T]

/** Whether a key is a whole number in figures. */
export function isDigits(key: string): boolean {
  return DIGITS.test(key)
}

/**
 * A line as the readers of phrases see it. A phrase goes on from one word to the next unless a mark
 * other than `,` or `.` stands between. `now` is in minutes (`calendar_days`), on the wall.
 */
export class Reader {
  readonly words: readonly Word[]
  readonly vocabulary: Vocabulary
  readonly now: number
  readonly today: number
  readonly dayFirst: boolean
  readonly keys: readonly string[]
  /** For each word, where a phrase that begins there ends at the latest. */
  private readonly ends: readonly number[]
  /** For each word, the tables that have entries which begin with it, and their lengths. */
  private readonly begins: readonly ReadonlyMap<string, readonly number[]>[]

  constructor(words: readonly Word[], vocabulary: Vocabulary, now: number, dayFirst: boolean) {
    this.words = words
    this.vocabulary = vocabulary
    this.now = now
    this.today = Math.floor(now / MINUTES_OF_DAY)
    this.dayFirst = dayFirst
    this.keys = words.map((word) => word.key)
    const ends = words.map((_, i) => i)
    ends.push(words.length)
    for (let i = words.length - 1; i >= 0; i--) {
      if (this.keys[i]) ends[i] = this.keys[i + 1] && this.connected(i) ? ends[i + 1]! : i + 1
    }
    this.ends = ends
    this.begins = this.keys.map((key) => vocabulary.beginnings.get(key) ?? NOTHING)
  }

  private connected(i: number): boolean {
    const word = this.words[i]!
    const next = this.words[i + 1]
    if (!next || next.head) return false
    if (word.tail === '' || word.tail === ',' || word.tail === '.') return true
    return word.tail === '!' && this.vocabulary.has('every', word.key)
  }

  /** Whether a phrase may begin at word `i`; makes plain text quick to read. */
  mayBegin(i: number): boolean {
    const key = this.keys[i]!
    if (key.length < COMPOUND && LETTERS.test(key)) return this.vocabulary.starters.has(key)
    return key.length > 1 || isDigits(key) || this.vocabulary.starters.has(key)
  }

  /** The key of word `i` if a phrase that began at word `begun` reaches it, or ''. */
  key(i: number, begun: number): string {
    return begun <= i && i < this.ends[begun]! ? this.keys[i]! : ''
  }

  /** So many words from `i` on, joined by spaces; '' when the phrase ends before. */
  phrase(i: number, begun: number, length: number): string {
    if (i + length > this.ends[begun]!) return ''
    return length === 1 ? this.keys[i]! : this.keys.slice(i, i + length).join(' ')
  }

  /** The end and the meaning of the longest entry of a table at word `i`. */
  lookup<N extends TableName>(table: N, i: number, begun: number): Read<Meanings[N]> | null {
    if (i >= this.ends[begun]!) return null
    for (const length of this.begins[i]!.get(table) ?? []) {
      const meaning = this.vocabulary.map(table).get(this.phrase(i, begun, length))
      if (meaning !== undefined) return [i + length, meaning]
    }
    return null
  }

  /** The end of the longest entry of a list at word `i`; `i` if there is none. */
  skip(list: ListName, i: number, begun: number): number {
    if (i >= this.ends[begun]!) return i
    for (const length of this.begins[i]!.get(list) ?? []) {
      if (this.vocabulary.has(list, this.phrase(i, begun, length))) return i + length
    }
    return i
  }

  /** A reader of so many words from `i` on, the first without its sign (`!9am`). */
  behindSign(i: number, length: number): Reader {
    const first = this.words[i]!
    const bare = {
      ...first,
      start: first.start + 1,
      text: first.text.slice(1),
      key: first.key.slice(1),
    }
    const words = [bare, ...this.words.slice(i + 1, i + length)]
    return new Reader(words, this.vocabulary, this.now, this.dayFirst)
  }

  /** The key of the word before `i`, or '' when a mark or nothing stands between. */
  before(i: number): string {
    return i > 0 && this.connected(i - 1) ? this.keys[i - 1]! : ''
  }

  /** The whole number that word `i` tells, in digits (up to 4) or in a word. */
  number(i: number, begun: number): number | null {
    const key = this.key(i, begun)
    if (isDigits(key)) return key.length <= 4 ? Number(key) : null
    return this.vocabulary.map('numbers').get(key) ?? null
  }
}
