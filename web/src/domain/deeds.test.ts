import { expect, it } from 'vitest'
import { deedOf, detailsOf, joined, nameIn, type Entry, type FieldChange } from './deeds.ts'

const change = (field: string, before: unknown, after: unknown, lost = false): FieldChange => ({
  field,
  before,
  after,
  lost,
})

it.each([
  ['created', [change('*', null, { title: 'Milk' })]],
  ['removed', [change('*', { title: 'Milk' }, null)]],
  ['deleted', [change('deleted_at', null, '2026-11-21T09:00:00Z')]],
  ['restored', [change('deleted_at', '2026-11-21T09:00:00Z', null)]],
  ['completed', [change('status', 'todo', 'done'), change('completed_at', null, 'x')]],
  ['cancelled', [change('status', 'todo', 'cancelled')]],
  ['reopened', [change('status', 'done', 'todo')]],
  ['changed', [change('status', 'todo', 'in_progress')]],
  ['changed', [change('title', 'a', 'b'), change('position', 'a', 'b')]],
  ['ordered', [change('position', 'a', 'b')]],
  ['lost', [change('title', 'a', 'b', true)]],
  ['changed', [change('title', 'a', 'b', true), change('priority', null, 'high')]],
] as const)('is %s', (deed, changes) => {
  expect(deedOf({ changes: [...changes] })).toBe(deed)
})

it.each([
  ['Milk', [change('*', null, { title: 'Milk' })]],
  ['Garden', [change('*', { name: 'Garden' }, null)]],
  ['Deep', [change('*', null, { body: 'Deep' })]],
  ['Oat milk', [change('labels/a', false, true), change('title', 'Milk', 'Oat milk')]],
  [null, [change('priority', null, 'high')]],
] as const)('is called %s', (name, changes) => {
  expect(nameIn({ changes: [...changes] })).toBe(name)
})

it('leaves out what says nothing to people', () => {
  const changes = [
    change('position', 'a', 'b'),
    change('title', 'a', 'b'),
    change('due_date', null, 'x', true),
  ]
  expect(detailsOf({ changes }).map(({ field }) => field)).toEqual(['title'])
})

it('joins what was one go, and nothing else', () => {
  const entry = (number: number, batch_id: string | null, noun = 'task'): Entry => ({
    number,
    batch_id,
    noun,
    project_id: 'p',
    changed_at: '',
    person_id: null,
    name: null,
    undoes: null,
    id: String(number),
    changes: [change('*', null, { title: String(number) })],
  })
  const owner = entry(0, 'c', 'member')
  owner.changes[0]!.after = { role: 'owner' }
  const told = joined([
    owner,
    entry(7, 'a'),
    entry(6, 'a'),
    entry(5, 'b'),
    entry(4, 'b', 'section'),
    entry(3, null),
    entry(2, null),
    entry(1, 'a'),
  ])
  expect(told.map(({ entries }) => entries.map(({ number }) => number))).toEqual([
    [7, 6],
    [5],
    [4],
    [3],
    [2],
    [1],
  ])
})
