import { beforeEach, expect, test } from 'vitest'
import { done, skipped } from '../domain/recurrence/repeating.ts'
import { newClock, momentOf } from './clock.ts'
import { resolved } from './edits.ts'
import type { Mutation } from './mutations.ts'
import { lastPosition } from './positions.ts'
import { ACCOUNT, task } from './pretend_server.ts'
import type { AnyRecord, Edit, Noun, RecordOf, Repeat } from './records.ts'
import { Store } from './replica.ts'

const NOW = Date.parse('2026-11-21T09:30:00.123Z')
const ROW = { created_at: '2026', updated_at: '2026', deleted_at: null, stamps: null }
const DAILY: Repeat = {
  rule: 'FREQ=DAILY',
  basis: 'schedule',
  start: '2026-11-21',
  occurrence: '2026-11-21',
  rdates: [],
  exdates: [],
  resets_subtasks: true,
}

let store: Store
let clock: ReturnType<typeof newClock>
let n = 0

beforeEach(() => {
  store = new Store('person')
  clock = newClock('me', () => NOW)
  const own = { role: 'owner', is_favourite: false, user_id: 'user' } as const
  store.take({ ...ROW, ...own, noun: 'placement', id: 'inbox', position: 'a0' })
  store.take({ ...ROW, noun: 'section', id: 's', project_id: 'inbox', name: 'S', position: 'a0' })
  store.take({
    ...ROW,
    noun: 'section',
    id: 'far',
    project_id: 'garden',
    name: 'F',
    position: 'a0',
  })
  store.take(task('a', { labels: ['home'], position: 'a5' }))
  store.take(task('b', { parent_id: 'a' }))
  store.take(task('c', { parent_id: 'b', section_id: null }))
  store.take(task('z', { project_id: 'garden' }))
})

function edit(noun: Noun, verb: Edit['verb'], id: string, set?: Record<string, unknown>): Mutation {
  const stamp = clock.tick()
  const around = {
    store,
    account: ACCOUNT,
    now: NOW,
    moment: momentOf(stamp),
    last: new Map<string, string>(),
    next: (each: RecordOf<'task'>, at: { verb: string; now: number; zone: string }) =>
      (at.verb === 'skip' ? skipped(each) : done(each, at.now, at.zone))?.values ?? null,
  }
  const told = resolved({ noun, verb, id, set }, around)
  const mutation = { client: 'me', n: ++n, noun, id, stamp, ...told }
  store.cover(mutation)
  return mutation
}

function get(id: string) {
  return store.get('task', id)
}

test('a new task has the defaults, the Inbox, and a place after the last', () => {
  const { set } = edit('task', 'create', 'n', { title: 'New' })
  expect(set).toEqual({ title: 'New', project_id: 'inbox', position: 'gVbbAJNz' })
  expect(get('n')).toEqual(
    task('n', {
      title: 'New',
      position: 'gVbbAJNz',
      created_at: '2026-11-21T09:30:00.123000Z',
      updated_at: '2026-11-21T09:30:00.123000Z',
    }),
  )
  const { set: second } = edit('task', 'create', 'm', { title: 'Next' })
  expect(String(second.position) > 'gVbbAJNz').toBe(true)
})

test('a new sub-task is where its parent is, and a task of a section in its project', () => {
  const { set } = edit('task', 'create', 'n', { title: 'N', parent_id: 'z' })
  expect(set).not.toHaveProperty('project_id')
  expect(get('n')).toMatchObject({ project_id: 'garden', parent_id: 'z' })
  edit('task', 'create', 'm', { title: 'M', section_id: 'far' })
  expect(get('m')).toMatchObject({ project_id: 'garden', section_id: 'far' })
})

test('positions are those of the server: after the moment, or after the last', () => {
  expect(lastPosition([], NOW)).toBe('gVbbAJNz')
  expect(lastPosition([{ position: 'a0' }, { position: 'Zz' }], NOW)).toBe('gVbbAJNz')
  expect(lastPosition([{ position: 'gzzzzzzy' }], NOW)).toBe('gzzzzzzz')
})

test('status, completed and completed_at tell the same', () => {
  edit('task', 'change', 'a', { completed: true })
  expect(get('a')).toMatchObject({ status: 'done', completed: true })
  expect(get('a')?.completed_at).toMatch(/^2026-11-21T09:30:00/)
  edit('task', 'change', 'a', { status: 'in_progress' })
  expect(get('a')).toMatchObject({ completed: false, completed_at: null })
  edit('task', 'complete', 'a')
  expect(get('a')?.status).toBe('done')
})

test('a list written whole is sent as what is added and taken away', () => {
  const { set } = edit('task', 'change', 'a', { labels: ['errand'], title: 'A' })
  expect(set).toEqual({ title: 'A', 'labels/home': false, 'labels/errand': true })
  expect(get('a')?.labels).toEqual(['errand'])
  edit('task', 'change', 'a', { 'labels/ERRAND': true })
  expect(get('a')?.labels).toEqual(['errand'])
})

test('a task takes its sub-tasks along: into the trash and back, into sections and projects', () => {
  edit('task', 'delete', 'c')
  edit('task', 'delete', 'a')
  expect(['a', 'b', 'c'].map(get)).toEqual([undefined, undefined, undefined])
  edit('task', 'restore', 'a')
  // What lay in the trash before stays there.
  expect(['a', 'b', 'c'].map((id) => get(id)?.id)).toEqual(['a', 'b', undefined])
  edit('task', 'restore', 'c')
  edit('task', 'change', 'a', { section_id: 's' })
  expect(get('c')?.section_id).toBe('s')
  const { set } = edit('task', 'change', 'b', { project_id: 'garden' })
  expect(get('b')).toMatchObject({ project_id: 'garden', section_id: null, parent_id: null })
  expect(get('c')).toMatchObject({ project_id: 'garden', section_id: null, parent_id: 'b' })
  expect(String(set.position) > 'a0').toBe(true)
  edit('task', 'change', 'a', { parent_id: 'z' })
  expect(get('a')).toMatchObject({ project_id: 'garden', section_id: null, parent_id: 'z' })
})

test('a sub-task that goes to another section comes out of its parent', () => {
  edit('task', 'change', 'b', { section_id: 's' })
  expect(get('b')).toMatchObject({ section_id: 's', parent_id: null })
  expect(get('c')).toMatchObject({ section_id: 's', parent_id: 'b' })
})

test('sections and projects take along what is in them', () => {
  edit('task', 'change', 'a', { section_id: 's' })
  edit('section', 'change', 's', { project_id: 'garden' })
  expect(['a', 'b', 'c'].map((id) => get(id)?.project_id)).toEqual(['garden', 'garden', 'garden'])
  edit('section', 'delete', 's')
  expect(store.all('task').map(({ id }) => id)).toEqual(['z'])
  edit('section', 'restore', 's')
  expect(store.all('task')).toHaveLength(4)
  edit('project', 'create', 'p', { name: 'P' })
  edit('project', 'create', 'q', { name: 'Q', parent_id: 'p' })
  edit('task', 'change', 'z', { project_id: 'q' })
  edit('project', 'delete', 'p')
  expect(store.all('project')).toEqual([])
  expect(get('z')).toBeUndefined()
  edit('project', 'restore', 'p')
  expect(get('z')?.project_id).toBe('q')
})

test('a new project has a place among the others, and its owner in it', () => {
  const { set } = edit('project', 'create', 'p', { name: 'P' })
  expect(set).toEqual({ name: 'P' })
  expect(store.get('placement', 'p')).toMatchObject({ role: 'owner', is_favourite: false })
  expect(store.get('placement', 'p')!.position > 'a0').toBe(true)
  expect(store.of('member', 'p')).toMatchObject([{ id: 'person', role: 'owner' }])
})

test('a repeating task goes on to its next date, once for each that is completed', () => {
  store.take(task('r', { due_date: '2026-11-21', repeat: DAILY }))
  store.take(task('sub', { parent_id: 'r', status: 'done', completed: true }))
  const first = edit('task', 'complete', 'r')
  expect(first).toMatchObject({ verb: 'complete', set: { occurrence: '2026-11-21' } })
  expect(get('r')).toMatchObject({ due_date: '2026-11-22', completed: false })
  expect(get('sub')?.completed).toBe(false)
  const second = edit('task', 'change', 'r', { completed: true })
  expect(second).toMatchObject({ verb: 'complete', set: { occurrence: '2026-11-22' } })
  expect(get('r')?.due_date).toBe('2026-11-23')
  // The server tells what the first came to: it must not count twice.
  store.take(
    task('r', {
      due_date: '2026-11-22',
      repeat: { ...DAILY, occurrence: '2026-11-22' },
      updated_at: '2027',
    }),
  )
  expect(get('r')?.due_date).toBe('2026-11-23')
  edit('task', 'skip', 'r')
  expect(get('r')?.due_date).toBe('2026-11-24')
  edit('task', 'change', 'r', { status: 'done', repeat: null })
  expect(get('r')).toMatchObject({ status: 'done', repeat: null })
})

test('a task that is to repeat begins at its due date, and ends without one', () => {
  edit('task', 'change', 'a', { due_date: '2026-11-23', repeat: { rule: 'FREQ=WEEKLY' } })
  expect(get('a')?.repeat).toEqual({
    ...DAILY,
    rule: 'FREQ=WEEKLY',
    start: '2026-11-23',
    occurrence: '2026-11-23',
    resets_subtasks: false,
  })
  edit('task', 'change', 'a', { due_date: null })
  expect(get('a')).toMatchObject({ due_date: null, repeat: null })
})

test('a label’s new name is on the tasks of one’s own projects, and on no others', () => {
  store.take(task('z', { project_id: 'garden', labels: ['home'], updated_at: '2027' }))
  const row = { ...ROW, noun: 'label', id: 'l', name: 'home', color: 'grey' } as const
  store.take({ ...row, position: 'a0', is_favourite: false } as AnyRecord)
  edit('label', 'change', 'l', { name: 'house' })
  expect([get('a')?.labels, get('z')?.labels]).toEqual([['house'], ['home']])
  edit('label', 'delete', 'l')
  expect(get('a')?.labels).toEqual([])
})

test('a reminder has one of its two ways', () => {
  edit('reminder', 'create', 'm', { task_id: 'a', minutes_before: 5 })
  expect(store.get('reminder', 'm')).toMatchObject({ person_id: 'person', at: null, anchor: 'due' })
  edit('reminder', 'change', 'm', { at: '2026-11-21T10:00:00' })
  expect(store.get('reminder', 'm')).toMatchObject({ minutes_before: null })
  edit('reminder', 'change', 'm', { minutes_before: 9 })
  expect(store.get('reminder', 'm')).toMatchObject({ at: null, minutes_before: 9 })
})

test('an edit of something that is not there does nothing here', () => {
  edit('task', 'change', 'none', { title: 'x' })
  edit('task', 'delete', 'none')
  expect(store.all('task')).toHaveLength(4)
})
