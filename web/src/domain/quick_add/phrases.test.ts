/** Every phrase of the shared file is read as the file says; the server runs the same file. */
import { expect, test } from 'vitest'
import shared from '../../../../tests/phrases/quick_add.json'
import { readDue } from '../dates.ts'
import { read } from './grammar.ts'
import { namesOf } from './names.ts'
import type { Kind, Refused } from './result.ts'
import type { Language } from './vocabulary.ts'

interface Phrase {
  line: string
  words: Language[]
  now?: string
  day_first?: boolean
  refused?: (Kind | [number, number])[]
  fields: object
  spans: unknown[][]
  unknown?: string[][]
}

const NAMES = namesOf({
  project: shared.names.projects,
  section: shared.names.sections,
  label: shared.names.labels,
  assignee: shared.names.people,
})

/** The place of a code point, as the file counts, in UTF-16. */
function units(line: string, points: number): number {
  return [...line].slice(0, points).join('').length
}

test.each((shared.phrases as Phrase[]).map((phrase) => [phrase.line, phrase] as const))(
  '%s',
  (line, phrase) => {
    const found = read(line, {
      now: readDue(phrase.now ?? shared.now).at / 60_000_000,
      words: phrase.words,
      names: NAMES,
      dayFirst: phrase.day_first,
      refused: phrase.refused?.map((one): Refused => {
        if (typeof one === 'string') return one
        return { start: units(line, one[0]), end: units(line, one[1]) }
      }),
    })
    expect(found.fields).toEqual(phrase.fields)
    expect(found.spans.map(({ start, end, kind, value }) => [start, end, kind, value])).toEqual(
      phrase.spans.map(([start, end, kind, value]) => {
        return [units(line, start as number), units(line, end as number), kind, value]
      }),
    )
    expect(found.unknown.map(({ kind, name }) => [kind, name])).toEqual(phrase.unknown ?? [])
  },
)

test('the shared file has enough phrases', () => {
  expect(shared.phrases.length).toBeGreaterThan(800)
})
