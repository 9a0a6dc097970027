import { expect, it } from 'vitest'
import { compareRank } from '../domain/rank.ts'
import type { Edit, Task } from '../sync/records.ts'
import { indenting, outdenting, placeAmong, stepping } from './order.ts'

const task = (id: string, position: string, more: Partial<Task> = {}) =>
  ({
    id,
    position,
    project_id: 'p',
    section_id: null,
    parent_id: null,
    completed: false,
    ...more,
  }) as Task

const ALL = [task('a', 'a0'), task('b', 'a1'), task('c', 'a2'), task('d', 'a3')]
const by = (ids: string, all = ALL) => [...ids].map((id) => all.find((each) => each.id === id)!)

/** Returns the ids at the top in their order after edits. */
function after(edits: Edit[], all = ALL) {
  const sets = new Map(edits.map(({ id, set }) => [id, set]))
  const now = all.map((each) => ({ ...each, ...sets.get(each.id) }) as Task).sort(compareRank)
  const names = (parent: string | null): string =>
    now
      .filter((each) => each.parent_id === parent)
      .map(({ id }) => id + (names(id) && `(${names(id)})`))
      .join('')
  return names(null)
}

it.each([
  ['b', 'up', 'bacd'],
  ['b', 'down', 'acbd'],
  ['c', 'top', 'cabd'],
  ['a', 'bottom', 'bcda'],
  ['bd', 'up', 'bdac'],
  ['cb', 'down', 'adbc'],
] as const)('moves %s %s', (moved, step, order) => {
  expect(after(stepping(by(moved), step, ALL))).toBe(order)
})

it('writes nothing where there is no further', () => {
  expect(stepping(by('a'), 'up', ALL)).toEqual([])
  expect(stepping(by('cd'), 'bottom', ALL)).toEqual([])
})

it('writes only what moves', () => {
  expect(stepping(by('d'), 'top', ALL).map(({ id }) => id)).toEqual(['d'])
})

it('passes over closed tasks and those of other places', () => {
  const all = [...ALL, task('x', 'a05', { completed: true }), task('y', 'a06', { section_id: 's' })]
  expect(after(stepping(by('b', all), 'up', all), all.slice(0, 4))).toBe('bacd')
})

it('spaces anew where two tasks came to lie at one place', () => {
  const all = [task('a', 'a0'), task('b', 'a0'), task('c', 'a0')]
  expect(after(stepping(by('c', all), 'up', all), all)).toBe('acb')
})

it('nests tasks in the one above them, behind what is there', () => {
  const all = [...ALL, task('n', 'a0', { parent_id: 'a' })]
  expect(after(indenting(by('bc', all), all), all)).toBe('a(nbc)d')
  expect(indenting(by('a'), ALL)).toEqual([])
})

it('takes tasks out of the one that they are nested in, to right after it', () => {
  const all = [...ALL, task('n', 'a0', { parent_id: 'b' }), task('m', 'a1', { parent_id: 'b' })]
  expect(after(outdenting(by('nm', all), all), all)).toBe('abnmcd')
  expect(outdenting(by('a'), ALL)).toEqual([])
})

it('tells the place among siblings', () => {
  expect(placeAmong(ALL[2]!, ALL)).toEqual({ place: 3, of: 4 })
})
