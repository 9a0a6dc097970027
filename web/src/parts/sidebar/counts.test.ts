import { expect, it } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { countsOf } from './counts.ts'

const task = (more: Partial<Task>) =>
  ({
    project_id: 'p',
    completed: false,
    labels: [],
    due_date: null,
    assignee_ids: [],
    ...more,
  }) as Task
const WHERE = {
  today: '2026-11-21',
  zone: 'Europe/Berlin',
  personId: 'me',
  archived: new Set(['old']),
}

it('counts open tasks only', () => {
  const { projects } = countsOf(
    [task({}), task({ completed: true }), task({ project_id: 'q' })],
    WHERE,
  )
  expect([...projects]).toEqual([
    ['p', 1],
    ['q', 1],
  ])
})

it('counts on the agenda what is due by the end of today, where one reads', () => {
  const due = (due_date: string) => task({ due_date })
  // 23:30 in UTC on the 20th is today in Berlin; on the 21st it is tomorrow.
  const all = [due('2026-11-20'), due('2026-11-21T09:00'), due('2026-11-20T23:30:00Z')]
  const later = [due('2026-11-22'), due('2026-11-21T23:30:00Z')]
  expect(countsOf([...all, ...later], WHERE)).toMatchObject({ today: 3, overdue: 1 })
})

it('leaves out of the agenda what others are to do, and archived projects', () => {
  const due_date = '2026-11-20'
  const all = [
    task({ due_date, assignee_ids: ['ann'] }),
    task({ due_date, assignee_ids: ['ann', 'me'] }),
    task({ due_date, project_id: 'old', labels: ['x'] }),
  ]
  expect(countsOf(all, WHERE)).toMatchObject({ today: 1, overdue: 1, labels: new Map() })
})

it('counts a label whatever its capital letters', () => {
  expect(countsOf([task({ labels: ['Home'] }), task({ labels: ['home'] })], WHERE).labels).toEqual(
    new Map([['home', 2]]),
  )
})
