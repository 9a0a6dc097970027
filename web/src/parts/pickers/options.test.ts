import { describe, expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { matching, stateOf } from './options.ts'

const named = (...names: string[]) => names.map((name) => ({ name }))
const found = (names: string[], query: string) =>
  matching(named(...names), query).map(({ name }) => name)

describe('options that match a query', () => {
  test('are all of them, in their order, for an empty query', () => {
    expect(found(['b', 'a'], '  ')).toEqual(['b', 'a'])
  })

  test('have every word, wherever it stands', () => {
    expect(found(['Paint the fence', 'Paint the door'], 'fen pai')).toEqual(['Paint the fence'])
  })

  test('come first when they begin with it, then when one of their words does', () => {
    expect(found(['Backyard', 'My yard', 'Yard'], 'yard')).toEqual(['Yard', 'My yard', 'Backyard'])
  })

  test('are found without case and accents', () => {
    expect(found(['Café', 'Übung'], 'CAFE')).toEqual(['Café'])
    expect(found(['Café', 'Übung'], 'ubu')).toEqual(['Übung'])
  })

  test('are found by their other words, after those found by name', () => {
    const options = [{ name: 'High', words: 'p1' }, { name: 'p1 meeting' }]
    expect(matching(options, 'p1').map(({ name }) => name)).toEqual(['p1 meeting', 'High'])
  })
})

test('something holds for all tasks, for some or for none', () => {
  const tasks = [{ priority: 'high' }, { priority: 'low' }] as Task[]
  expect(stateOf(tasks, () => true)).toBe('on')
  expect(stateOf(tasks, ({ priority }) => priority === 'high')).toBe('mixed')
  expect(stateOf(tasks, () => false)).toBe('off')
})
