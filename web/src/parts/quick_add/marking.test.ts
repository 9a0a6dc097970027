import { expect, test } from 'vitest'
import { cut } from './marking.ts'

test('a text is cut at its marks, and nothing of it is lost', () => {
  const marks = [
    { start: 5, end: 13, kind: 'date' },
    { start: 13, end: 15, kind: 'priority' },
  ]
  expect(cut('Call tomorrowp1 now', marks)).toEqual([
    { text: 'Call ', kind: null },
    { text: 'tomorrow', kind: 'date' },
    { text: 'p1', kind: 'priority' },
    { text: ' now', kind: null },
  ])
  expect(cut('p1', [{ start: 0, end: 2, kind: 'priority' }])).toEqual([
    { text: 'p1', kind: 'priority' },
  ])
  expect(cut('', [])).toEqual([])
})
