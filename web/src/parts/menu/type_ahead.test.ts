import { expect, it } from 'vitest'
import { typedAhead } from './type_ahead.ts'

const LABELS = ['Open', 'Edit', 'Complete', 'Comment', 'Copy link', 'Élan']

it.each([
  ['c', 0, 2],
  ['c', 2, 3],
  ['c', 4, 2],
  ['cc', 2, 3],
  ['com', 3, 3],
  ['copy', 2, 4],
  ['é', 0, 5],
  ['x', 0, -1],
  ['c', -1, 2],
])('%j typed at %i goes to %i', (typed, from, to) => {
  expect(typedAhead(LABELS, typed, from)).toBe(to)
})
