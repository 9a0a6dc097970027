import { expect, test } from 'vitest'
import type { Mutation } from './mutations.ts'
import { task } from './pretend_server.ts'
import type { AnyRecord } from './records.ts'
import { Store } from './replica.ts'

const STAMP = '01a1fd71de3b0000-'

function change(n: number, set: Record<string, unknown>, id = 'a'): Mutation {
  const effects = [{ noun: 'task' as const, keys: [id], set }]
  const stamp = `${STAMP.slice(0, 12)}000${n}-me`
  return { client: 'me', n, noun: 'task', verb: 'change', id, set, stamp, effects }
}

function version(n: number, more: object): AnyRecord {
  return task('a', { updated_at: `2026-01-01T00:00:00.00000${n}Z`, ...more })
}

function orders<T>(of: readonly T[]): T[][] {
  if (of.length < 2) return [[...of]]
  return of.flatMap((first, place) =>
    orders(of.toSpliced(place, 1)).map((rest) => [first, ...rest]),
  )
}

test('rows and edits in any order come to the same', () => {
  const later = { title: `${STAMP.slice(0, 12)}0009-you` }
  const deeds: ((store: Store) => void)[] = [
    (store) => store.take(version(1, { title: 'one', priority: 'low' })),
    (store) => store.take(version(2, { title: 'two', labels: ['home'], stamps: later })),
    (store) => store.cover(change(1, { title: 'mine', priority: 'high' })),
    (store) => store.cover(change(2, { priority: 'medium', 'labels/errand': true })),
    (store) => store.cover(change(3, { 'labels/home': false, due_date: '2027-01-01' })),
  ]
  const seen = orders(deeds).map((order) => {
    const store = new Store('person')
    for (const deed of order) deed(store)
    return JSON.stringify(store.get('task', 'a'))
  })
  expect(seen).toHaveLength(120)
  expect(new Set(seen).size).toBe(1)
  const shown = JSON.parse(seen[0]!)
  // The title was written later elsewhere; everything else waits on top.
  expect(shown).toMatchObject({ title: 'two', priority: 'medium', labels: ['errand'] })
  expect(shown.due_date).toBe('2027-01-01')
})

test('an older row does not take the place of a newer one', () => {
  const store = new Store('person')
  expect(store.take(version(2, { title: 'two' }))).toBe(true)
  expect(store.take(version(1, { title: 'one' }))).toBe(false)
  expect(store.get('task', 'a')?.title).toBe('two')
})

test('what is gone from one scope stays where it has come to', () => {
  const store = new Store('person')
  store.take(version(2, { project_id: 'garden' }))
  expect(store.drop('inbox', 'task', 'a')).toBe(false)
  expect(store.get('task', 'a')).toBeDefined()
  expect(store.drop('garden', 'task', 'a')).toBe(true)
  expect(store.get('task', 'a')).toBeUndefined()
})

test('forgetting a scope leaves what is made there and waits', () => {
  const store = new Store('person')
  store.take(version(1, {}))
  store.take(task('b', { project_id: 'garden' }))
  const make = task('c')
  const effects = [{ noun: 'task' as const, keys: ['c'], make }]
  store.cover({ ...change(1, {}, 'c'), verb: 'create', effects })
  expect(store.forget('inbox').map(({ id }) => id)).toEqual(['a'])
  expect(store.all('task').map(({ id }) => id)).toEqual(['b', 'c'])
})

test('an edit that is taken off gives back the very row of the server', () => {
  const store = new Store('person')
  const row = version(1, {})
  store.take(row)
  const mine = change(1, { title: 'mine' })
  store.cover(mine)
  expect(store.get('task', 'a')?.title).toBe('mine')
  store.uncover(mine)
  expect(store.get('task', 'a')).toBe(row)
})

test('a list is the same until a record of it changes, and is told once for all of one moment', async () => {
  const store = new Store('person')
  let told = 0
  const end = store.subscribe('task', () => told++)
  for (const id of ['a', 'b', 'c']) store.take(task(id))
  const before = store.all('task')
  expect(store.all('task')).toBe(before)
  await Promise.resolve()
  expect(told).toBe(1)
  store.take({ ...task('x'), noun: 'unheard of' } as unknown as AnyRecord)
  store.take(task('b'))
  expect(store.all('task')).toBe(before)
  store.take(task('b', { updated_at: '2026-01-02T00:00:00.000000Z' }))
  expect(store.all('task')).not.toBe(before)
  await Promise.resolve()
  expect(told).toBe(2)
  end()
  store.take(task('d'))
  await Promise.resolve()
  expect(told).toBe(2)
})

test('records are found by what they are under, and hidden with the task that they hang on', () => {
  const store = new Store('person')
  const hanging = {
    created_at: '',
    updated_at: '1',
    deleted_at: null,
    stamps: null,
    project_id: 'inbox',
  }
  store.take(task('a'))
  store.take(task('b', { parent_id: 'a' }))
  store.take({ noun: 'comment', id: 'c', task_id: 'a', author_id: null, body: '', ...hanging })
  expect(store.of('task', 'a').map(({ id }) => id)).toEqual(['b'])
  expect(store.of('comment', 'a').map(({ id }) => id)).toEqual(['c'])
  expect(store.all('comment')).toHaveLength(1)
  store.take(task('b', { updated_at: '2027', parent_id: null }))
  expect(store.of('task', 'a')).toEqual([])
  store.take(task('a', { updated_at: '2027', deleted_at: '2027' }))
  expect(store.all('comment')).toEqual([])
  expect(store.of('comment', 'a')).toEqual([])
  expect(store.get('comment', 'c')).toBeUndefined()
})

test('a member is one in its project only', () => {
  const store = new Store('person')
  const row = {
    created_at: '',
    updated_at: '1',
    deleted_at: null,
    stamps: null,
    name: null,
    email: null,
  }
  store.take({ ...row, noun: 'member', id: 'p', project_id: 'one', role: 'owner' })
  store.take({ ...row, noun: 'member', id: 'p', project_id: 'two', role: 'viewer' })
  expect(store.get('member', 'two/p')?.role).toBe('viewer')
  expect(store.of('member', 'one')).toHaveLength(1)
})

test('what somebody copies the id of is hidden by no copy, whichever comes first and is written last', () => {
  const own = { id: 's', project_id: 'house', name: 'Roof', position: 'a', deleted_at: null }
  const stamps = { created_at: '2026-01-01', updated_at: '2026-01-01', stamps: null }
  const section = { noun: 'section' as const, ...own, ...stamps }
  const later = { created_at: '2026-02-01', updated_at: '2026-03-01' }
  const copy = { ...section, ...later, project_id: 'theirs', name: 'Copy' }
  for (const order of orders([section, copy])) {
    const store = new Store('person')
    for (const row of order) expect(store.take(row)).toBe(true)
    expect(store.all('section')).toEqual([section])
    expect(store.of('section', 'house')).toEqual([section])
    expect(store.drop('theirs', 'section', 'theirs/s')).toBe(true)
    expect(store.get('section', 's')).toEqual(section)
    expect(store.drop('theirs', 'section', 'house/s')).toBe(false)
  }
})

test('a section that moves is in its new project at once, and not in two', () => {
  const at = { created_at: '1', updated_at: '1', deleted_at: null, stamps: null }
  const row = { noun: 'section' as const, id: 's', name: 'Roof', position: 'a', ...at }
  const [here, there] = [
    { ...row, project_id: 'house' },
    { ...row, project_id: 'garden', updated_at: '2' },
  ]
  for (const order of orders([here, there])) {
    const store = new Store('person')
    for (const each of order) store.take(each)
    expect(store.all('section')).toEqual([there])
    expect(store.drop('house', 'section', 'house/s')).toBe(true)
    expect(store.all('section')).toEqual([there])
    expect(store.drop('garden', 'section', 'garden/s')).toBe(true)
    expect(store.all('section')).toEqual([])
  }
})
