import { expect, test } from 'vitest'
import { between, compareRank, KEY_MAX, placed, spread, type Ranked } from './rank.ts'

const ranked = (...positions: string[]): Ranked[] =>
  positions.map((position, at) => ({ id: `t${at}`, position }))

/** The ids in the order that they have once the keys are written. */
function orderAfter(siblings: Ranked[], moved: Ranked[], index: number): string[] {
  const keys = placed(siblings, moved, index)
  return [...siblings, ...moved]
    .map(({ id, position }) => ({ id, position: keys.get(id) ?? position }))
    .sort(compareRank)
    .map(({ id }) => id)
}

test('a key lies between its neighbours, also beyond the ends', () => {
  const middle = between('a0', 'a1')
  expect('a0' < middle && middle < 'a1').toBe(true)
  expect(between(null, 'a0') < 'a0').toBe(true)
  expect(between('g0kTq9Fs7x', null) > 'g0kTq9Fs7x').toBe(true)
})

test('keys that are spread are in order', () => {
  const keys = spread(50, 'a0', 'a1')
  expect([...keys].sort()).toEqual(keys)
  expect(new Set(keys).size).toBe(50)
})

test('only what is moved gets a key where there is room', () => {
  const siblings = ranked('a0', 'a1', 'a2')
  const moved = [{ id: 'm', position: 'a9' }]
  expect([...placed(siblings, moved, 1).keys()]).toEqual(['m'])
  expect(orderAfter(siblings, moved, 1)).toEqual(['t0', 'm', 't1', 't2'])
})

test('several keep their order among themselves', () => {
  const moved = [
    { id: 'x', position: 'a8' },
    { id: 'b', position: 'a7' },
  ]
  expect(orderAfter(ranked('a0', 'a1'), moved, 0)).toEqual(['x', 'b', 't0', 't1'])
  expect(orderAfter(ranked('a0', 'a1'), moved, 2)).toEqual(['t0', 't1', 'x', 'b'])
})

test('equal neighbours are spaced anew', () => {
  const moved = [{ id: 'm', position: 'a9' }]
  expect(orderAfter(ranked('a1', 'a1', 'a1'), moved, 1)).toEqual(['t0', 'm', 't1', 't2'])
})

test('keys that would grow too long are spaced anew', () => {
  const long = `a0${'0'.repeat(KEY_MAX - 3)}1`
  const siblings = ranked('a0', long)
  const keys = placed(siblings, [{ id: 'm', position: 'a9' }], 1)
  expect(keys.size).toBe(3)
  expect([...keys.values()].every((key) => key.length <= KEY_MAX)).toBe(true)
  expect(orderAfter(siblings, [{ id: 'm', position: 'a9' }], 1)).toEqual(['t0', 'm', 't1'])
})
