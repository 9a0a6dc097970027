import { expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { compareRank } from '../../domain/rank.ts'
import { grouping, type Known } from '../list/groups.ts'
import { columnsOf, indexWithout, moveEdits } from './columns.ts'

const known: Known = {
  today: '2026-12-01',
  zone: 'UTC',
  sections: ['s1', 's2'],
  projects: [],
  labels: ['errand', 'phone'],
  people: [],
}
const task = (id: string, rest: Partial<Task> = {}) =>
  ({
    id,
    position: id,
    completed: false,
    parent_id: null,
    section_id: null,
    labels: [],
    due_date: null,
    ...rest,
  }) as Task
const told = (tasks: Task[], by: 'section' | 'label' | 'priority') =>
  columnsOf(tasks, grouping(by, known), compareRank).map(({ group, tasks }) => [
    group.value,
    tasks.map(({ id }) => id),
  ])

test('each section is a column, also an empty one, after what has none', () => {
  const tasks = [task('a1', { section_id: 's1' }), task('a0'), task('a2', { section_id: 's1' })]
  expect(told(tasks, 'section')).toEqual([
    [null, ['a0']],
    ['s1', ['a1', 'a2']],
    ['s2', []],
  ])
})

test('where everything is in sections, there is no empty column before them', () => {
  expect(told([task('a1', { section_id: 's1' })], 'section')).toEqual([
    ['s1', ['a1']],
    ['s2', []],
  ])
})

test('what is done or nested in something shown is in no column', () => {
  const tasks = [
    task('a0'),
    task('a1', { parent_id: 'a0' }),
    task('a2', { parent_id: 'gone' }),
    task('a3', { completed: true }),
  ]
  expect(told(tasks, 'section')[0]).toEqual([null, ['a0', 'a2']])
})

test('a task stands under each of its labels', () => {
  const tasks = [task('a0', { labels: ['phone', 'errand'] })]
  expect(told(tasks, 'label')).toEqual([
    ['errand', ['a0']],
    ['phone', ['a0']],
    [null, []],
  ])
})

test('a move to another column exchanges what that column is about, and finds a place', () => {
  const tasks = [
    task('a0', { section_id: 's1' }),
    task('a1', { section_id: 's2' }),
    task('a2', { section_id: 's2' }),
  ]
  const [one, two] = columnsOf(tasks, grouping('section', known), compareRank)
  const [edit] = moveEdits(tasks[0]!, one, two!, 1, { ...known, isManual: true })
  expect(edit!.set).toMatchObject({ section_id: 's2' })
  const position = edit!.set!['position'] as string
  expect('a1' < position && position < 'a2').toBe(true)
})

test('a move within a label column of a sorted board writes nothing', () => {
  const tasks = [task('a0', { labels: ['phone'] }), task('a1', { labels: ['phone'] })]
  const column = columnsOf(tasks, grouping('label', known), compareRank)[1]!
  expect(moveEdits(tasks[0]!, column, column, 1, { ...known, isManual: false })).toEqual([])
})

test('what comes by hand into another section is nested in nothing there', () => {
  const moved = task('a0', { section_id: 's1', parent_id: 'gone' })
  const [one, two] = columnsOf([moved], grouping('section', known), compareRank)
  const [edit] = moveEdits(moved, one, two!, 0, { ...known, isManual: false })
  expect(edit!.set).toEqual({ section_id: 's2', parent_id: null })
})

test('what is dropped below itself counts without itself', () => {
  const column = {
    group: { key: '', by: 'none', value: null } as const,
    tasks: ['a0', 'a1', 'a2'].map((id) => task(id)),
  }
  expect([0, 1, 2, 3].map((at) => indexWithout(column, 'a1', at))).toEqual([0, 1, 1, 2])
})
