import { expect, test } from 'vitest'
import { momentOf, newClock, stampAt } from './clock.ts'

test('a clock never goes back, though the wall clock does', () => {
  const wall = [5_000, 5_000, 1_000, 5_001, 0, 9_000]
  const clock = newClock('me', () => wall.shift()!)
  const stamps = Array.from({ length: 6 }, () => clock.tick())
  expect([...stamps].sort()).toEqual(stamps)
  expect(new Set(stamps).size).toBe(6)
  expect(stamps[5]).toBe('0000000023280000-me')
})

test('it goes on from what it sees, and not from what is past', () => {
  const clock = newClock('me', () => 1_000)
  clock.see('0000000100000007-other')
  expect(clock.tick()).toBe('0000000100000008-me')
  clock.see('0000000000010000-other')
  clock.see(null)
  expect(clock.tick()).toBe('0000000100000009-me')
})

test('a counter that is full carries over to the next millisecond', () => {
  const clock = newClock('me', () => 0)
  clock.see('000000000001ffff-other')
  expect(clock.tick()).toBe('0000000000020000-me')
})

test('stamps and moments are those of the server', () => {
  // domain/stamps.py: at(datetime(2026, 11, 21, 9, 30, 0, 123456, UTC))
  expect(stampAt('2026-11-21T09:30:00.123456Z')).toBe('01a1fd70f23b01c8-0')
  expect(momentOf('01a1fd70f23b01c8-me')).toBe('2026-11-21T09:30:00.123456Z')
})
