import { describe, expect, test } from 'vitest'
import { minutesInWords, whenInWords } from './in_words.ts'

// Saturday, 09:30 in Berlin.
const typist = {
  now: Date.parse('2026-11-21T08:30:00Z'),
  zone: 'Europe/Berlin',
  words: ['en'],
} as const

describe('when, in words', () => {
  test('is a day, or a time on a day', () => {
    expect(whenInWords('tomorrow', typist)).toMatchObject({ date: '2026-11-22', isTimeOnly: false })
    expect(whenInWords('friday 9am', typist)?.date).toMatch(/^2026-11-27T09:00/)
  })

  test('is told apart where it is a time alone', () => {
    expect(whenInWords('at 10am', typist)).toMatchObject({ isTimeOnly: true })
    expect(whenInWords('at 10am', typist)?.date).toMatch(/^2026-11-21T10:00/)
  })

  test('counts from the day that it is in the zone', () => {
    const late = { ...typist, now: Date.parse('2026-11-21T23:30:00Z') }
    expect(whenInWords('today', late)?.date).toBe('2026-11-22')
  })

  test('can be a repetition with its first date', () => {
    const when = whenInWords('every monday', typist)
    expect(when?.date).toBe('2026-11-23')
    expect(when?.repeat?.rule).toContain('FREQ=WEEKLY')
  })

  test('is nothing where a word has no part in it, nor for no words', () => {
    expect(whenInWords('tomorrow banana', typist)).toBeNull()
    expect(whenInWords('#home tomorrow', typist)).toBeNull()
    expect(whenInWords('', typist)).toBeNull()
  })
})

test('a duration is told in words, or as minutes', () => {
  expect(minutesInWords('1h30', typist)).toBe(90)
  expect(minutesInWords('45', typist)).toBe(45)
  expect(minutesInWords('half an hour', typist)).toBe(30)
  expect(minutesInWords('soon', typist)).toBeNull()
  expect(minutesInWords('', typist)).toBeNull()
})
