import { expect, it } from 'vitest'
import type { Noun } from '../../sync/records.ts'
import { jsonOf, tasksCsv, type Source } from './export.ts'

const row = {
  created_at: '2026-11-21T09:00:00.000000Z',
  updated_at: '2026-11-21T09:00:00.000000Z',
  deleted_at: null,
  stamps: { a: 'b' },
}
const task = {
  ...row,
  noun: 'task',
  id: 't1',
  project_id: 'p1',
  section_id: 's1',
  parent_id: null,
  position: 'a',
  title: '=HYPERLINK("x")',
  description: null,
  status: 'todo',
  completed: false,
  completed_at: null,
  priority: 'high',
  due_date: '2026-12-01T09:00:00',
  start_date: null,
  deadline: null,
  time_zone: null,
  repeat: { rule: 'FREQ=DAILY' },
  duration_minutes: 30,
  labels: ['home', 'phone'],
  assignee_ids: ['u1', 'u2'],
  blocked_by: [],
  links: [{ url: 'https://example.org', title: null }],
  created_by: 'u1',
  user_id: 'ada',
}
const records: Partial<Record<Noun, unknown[]>> = {
  task: [task, { ...task, id: 't2', parent_id: 't1', section_id: null, title: 'Sub' }],
  project: [{ ...row, noun: 'project', id: 'p1', name: 'Garden' }],
  section: [{ ...row, noun: 'section', id: 's1', name: 'Beds' }],
  member: [{ ...row, noun: 'member', id: 'u1', name: 'Ada', email: null }],
}
const source = { all: (noun: Noun) => records[noun] ?? [] } as unknown as Source

it('has everything in JSON but what only the replica needs', () => {
  const told = JSON.parse(jsonOf(source, { user_id: 'ada' }, '2026-11-21T10:00:00Z'))
  expect(told).toMatchObject({ format: 'tasklark', version: 1, account: { user_id: 'ada' } })
  expect(told.records.task).toHaveLength(2)
  expect(told.records.task[0]).toMatchObject({ id: 't1', title: '=HYPERLINK("x")' })
  expect(told.records.task[0]).not.toHaveProperty('stamps')
  expect(told.records.label).toEqual([])
})

it('has a line for each task in CSV, with names and without formulas', () => {
  const [head, first, second] = tasksCsv(source).replace('\uFEFF', '').split('\r\n')
  expect(head).toMatch(/^id,title,description,project,section,parent,/)
  expect(first).toContain(`t1,"'=HYPERLINK(""x"")",,Garden,Beds,,todo,high,2026-12-01T09:00:00`)
  expect(first).toContain('FREQ=DAILY,30,"home, phone","Ada, u2",https://example.org')
  expect(second).toContain(`t2,Sub,,Garden,,"'=HYPERLINK(""x"")",todo`)
})
