import { expect, test } from 'vitest'
import { parseQuery } from '../../domain/searching.ts'
import type { Comment, Task } from '../../sync/records.ts'
import { findTasks, foldedComments } from './finding.ts'

const task = (id: string, values: Partial<Task> = {}) =>
  ({
    id,
    title: id,
    description: null,
    completed: false,
    updated_at: '2026-11-01',
    ...values,
  }) as Task

const tasks = [
  task('1', { title: 'Repaint the shed' }),
  task('2', { title: 'Paint the fence', completed: true }),
  task('3', { title: 'Paint the door', updated_at: '2026-11-09' }),
  task('4', { title: 'Shopping', description: 'brushes and PAINT' }),
  task('5', { title: 'Call Tom' }),
]
const comments = [{ task_id: '5', body: 'He has the paint' }] as Comment[]

test('the best match is first, open ones before closed ones, what is new before what is old', () => {
  const found = findTasks(parseQuery('paint')!, tasks, foldedComments(comments), 9)
  expect(found.map(({ task, rank }) => [task.id, rank])).toEqual([
    ['3', 1],
    ['2', 1],
    ['1', 3],
    ['4', 4],
    ['5', 5],
  ])
})

test('no more are given than wanted, and the best stay', () => {
  const found = findTasks(parseQuery('paint')!, tasks, new Map(), 1)
  expect(found.map(({ task }) => task.id)).toEqual(['3'])
})
