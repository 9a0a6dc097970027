import { expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { dueAt, entriesOf, slotsOf } from './entries.ts'

const task = (id: string, due_date: string | null, rest: Partial<Task> = {}) =>
  ({ id, due_date, position: id, priority: null, duration_minutes: null, ...rest }) as Task
const none = () => []

test('each task stands on the day that it is due where one is', () => {
  const tasks = [
    task('a', '2026-12-01'),
    task('b', '2026-12-01T23:30:00Z'),
    task('c', '2026-12-01T08:00:00'),
    task('d', null),
    task('e', '2026-12-09'),
  ]
  const days = entriesOf(tasks, '2026-11-30', '2026-12-06', 'Europe/Berlin', none)
  const told = [...days].map(([day, entries]) => [day, entries.map((each) => each.task.id)])
  expect(told).toEqual([
    ['2026-12-01', ['a', 'c']],
    ['2026-12-02', ['b']],
  ])
  expect(days.get('2026-12-02')![0]!.clock).toBe('00:30')
})

test('the dates to come of an open repeating task are shown, of a closed one not', () => {
  const weekly = { repeat: { rule: 'FREQ=WEEKLY' } } as Partial<Task>
  const tasks = [
    task('a', '2026-12-01', weekly),
    task('b', '2026-12-01', { ...weekly, completed: true }),
  ]
  const days = entriesOf(tasks, '2026-12-01', '2026-12-31', 'UTC', () => ['2026-12-08'])
  expect(days.get('2026-12-08')!.map((each) => [each.task.id, each.projected])).toEqual([
    ['a', true],
  ])
})

test('whole days come first, then the clock, then priority', () => {
  const tasks = [
    task('a', '2026-12-01T09:00:00'),
    task('b', '2026-12-01', { priority: 'low' }),
    task('c', '2026-12-01', { priority: 'high' }),
    task('d', '2026-12-01T08:00:00'),
  ]
  const [entries] = entriesOf(tasks, '2026-12-01', '2026-12-01', 'UTC', none).values()
  expect(entries!.map((each) => each.task.id)).toEqual(['c', 'b', 'd', 'a'])
})

test('entries that overlap stand side by side, those after them have the width again', () => {
  const tasks = [
    task('a', '2026-12-01T09:00:00', { duration_minutes: 120 }),
    task('b', '2026-12-01T09:30:00'),
    task('c', '2026-12-01T10:00:00'),
    task('d', '2026-12-01T11:00:00'),
  ]
  const [entries] = entriesOf(tasks, '2026-12-01', '2026-12-01', 'UTC', none).values()
  expect(slotsOf(entries!).map(({ lane, lanes }) => [lane, lanes])).toEqual([
    [0, 2],
    [1, 2],
    [1, 2],
    [0, 1],
  ])
})

test.each([
  ['2026-12-01', null, '2026-12-05'],
  ['2026-12-01', '09:15', '2026-12-05T09:15:00'],
  ['2026-12-01T08:00:00', null, '2026-12-05T08:00:00'],
  ['2026-12-01T08:00:00Z', null, '2026-12-05T08:00:00Z'],
  ['2026-12-01T08:00:00Z', '09:15', '2026-12-05T08:15:00Z'],
  [null, null, '2026-12-05'],
])('%s moved to a day at %s is %s: it keeps its kind', (due, clock, moved) => {
  expect(dueAt(task('a', due), '2026-12-05', clock, 'Europe/Berlin')).toBe(moved)
})

test('at a clock change the time on the clock stays', () => {
  const due = task('a', '2026-10-24T07:00:00Z')
  expect(dueAt(due, '2026-10-25', null, 'Europe/Berlin')).toBe('2026-10-25T08:00:00Z')
})
