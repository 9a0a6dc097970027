/** Dates, repetitions and durations as a person types them, by the grammar of quick add. */
import { MINUTE } from '../../domain/dates.ts'
import { read } from '../../domain/quick_add/grammar.ts'
import { namesOf } from '../../domain/quick_add/names.ts'
import type { Kind, PlainFields, RepeatFields } from '../../domain/quick_add/result.ts'
import type { Language } from '../../domain/quick_add/vocabulary.ts'
import { microsOf, shown } from '../../domain/zones.ts'

/** Who types, when (milliseconds since 1970) and where; the languages, the first counting most. */
export interface Typist {
  now: number
  zone: string
  words: readonly Language[]
}

/** What words tell of when: a day or local time, whether they tell a day at all, a repetition. */
export interface When {
  date: string
  /** Only a time of day was told; the day is the next one that has it. */
  isTimeOnly: boolean
  repeat: RepeatFields | null
  duration: number | null
}

const NOBODY = namesOf({ project: [], section: [], label: [], assignee: [] })
const OTHER: readonly Kind[] = [
  ...(['project', 'section', 'label', 'priority', 'assignee'] as const),
  ...(['reminder', 'deadline', 'description', 'escape'] as const),
]

/** Returns when words say that something is; null unless every word of them has a part in it. */
export function whenInWords(text: string, typist: Typist): When | null {
  const { fields, kinds } = understood(text, typist)
  const date = fields.due_date ?? fields.start_date
  if (fields.title || !date) return null
  return {
    date,
    isTimeOnly: kinds.has('time') && !kinds.has('date') && !kinds.has('repeat'),
    repeat: fields.repeat ?? null,
    duration: fields.duration_minutes ?? null,
  }
}

/** Returns how many minutes words say that something takes: `1h 30`, `half an hour`, or just `45`. */
export function minutesInWords(text: string, typist: Typist): number | null {
  const plain = /^\s*(\d{1,3})\s*$/.exec(text)
  const { fields } = understood(plain ? `${plain[1]} min` : text, typist)
  return fields.title === '' ? (fields.duration_minutes ?? null) : null
}

function understood(text: string, typist: Typist): { fields: PlainFields; kinds: Set<Kind> } {
  const now = Math.floor(shown(microsOf(typist.now), typist.zone) / MINUTE)
  const { fields, spans } = read(text, { now, words: typist.words, names: NOBODY, refused: OTHER })
  return { fields, kinds: new Set(spans.map(({ kind }) => kind)) }
}
