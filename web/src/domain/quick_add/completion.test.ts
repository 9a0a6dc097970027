import { expect, test } from 'vitest'
import { completed, unfinishedAt } from './completion.ts'

const queryOf = (line: string) => unfinishedAt(line, line.length)?.query ?? null

test.each([
  ['Paint #Ho', 'Ho'],
  ['Paint #', ''],
  ['#Home im', 'Home im'],
  ['Paint #"Garden sh', 'Garden sh'],
  ['Paint #"Garden shed"', null],
  ['Paint # ', null],
  ['Paint C#', null],
  ['me@home', null],
  ['Paint', null],
  ['', null],
])('in %j the name %j is being written', (line, query) => {
  expect(queryOf(line)).toBe(query)
})

test('each sign has its kind', () => {
  const kinds = ['#', '/', '@', '%', '+'].map((sign) => unfinishedAt(`x ${sign}a`, 4)?.kind)
  expect(kinds).toEqual(['project', 'section', 'label', 'label', 'assignee'])
})

test('a name is put in place, with one space behind', () => {
  const put = (line: string, caret: number, name: string, isNew = false) =>
    completed(line, unfinishedAt(line, caret)!, name, isNew)
  expect(put('Paint #Ho', 9, 'Home')).toEqual({ line: 'Paint #Home ', caret: 12 })
  expect(put('Paint #Ho p1', 9, 'Home')).toEqual({ line: 'Paint #Home p1', caret: 12 })
  expect(put('#Ga', 3, 'Garden shed', true).line).toBe('#"Garden shed" ')
  expect(put('#"Ga', 4, 'Garden shed').line).toBe('#Garden shed ')
})
