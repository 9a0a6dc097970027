import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { openDisk, removeDisk, type Disk } from './disk.ts'
import type { Mutation } from './mutations.ts'
import { task } from './pretend_server.ts'
import type { AnyRecord } from './records.ts'

let factory: globalThis.IDBFactory
let disk: Disk

beforeEach(async () => {
  factory = new IDBFactory() as unknown as globalThis.IDBFactory
  disk = await openDisk(factory, 'tasklark-a')
})

async function rows(from: Disk = disk): Promise<AnyRecord[]> {
  const found: AnyRecord[] = []
  await from.read((slice) => found.push(...slice))
  return found
}

function mutation(client: string, n: number): Mutation {
  return { client, n, noun: 'task', verb: 'change', id: 'a', set: {}, stamp: '', effects: [] }
}

test('what is written is there after a restart, queues in their order', async () => {
  const waiting = [mutation('b', 2), mutation('b', 10), mutation('a', 1), mutation('b', 1)]
  const refusal = {
    id: 'x/1',
    noun: 'task',
    verb: 'change',
    record_id: 'a',
    set: { title: 'T' },
  } as const
  const problem = { code: 'some', detail: 'thing' }
  const refusals = [{ ...refusal, problem, at: '2026' }]
  await disk.write({ rows: [task('a')], waiting, refusals, cursors: { s: 'c' }, clock: '7' })
  disk.close()
  disk = await openDisk(factory, 'tasklark-a')
  const kept = await disk.kept()
  expect(kept.waiting.map(({ client, n }) => `${client}${n}`)).toEqual(['a1', 'b1', 'b2', 'b10'])
  expect(kept).toMatchObject({ refusals, cursors: { s: 'c' }, clock: '7' })
  expect(await rows()).toEqual([task('a')])
  await disk.write({ answered: waiting.slice(1), dismissed: ['x/1'], cursors: { s: null } })
  expect(await disk.kept()).toMatchObject({ waiting: [{ n: 2 }], refusals: [], cursors: {} })
})

test('rows come in slices, with what is open before what is done', async () => {
  const done = { status: 'done', completed: true } as const
  const all = Array.from({ length: 1_200 }, (_, i) => task(`t${i}`, i % 2 ? done : {}))
  await disk.write({ rows: all })
  const slices: AnyRecord[][] = []
  await disk.read((slice) => slices.push(slice))
  expect(slices.map(({ length }) => length)).toEqual([500, 500, 200])
  const order = slices.flat().map((row) => row.noun === 'task' && row.completed)
  expect(order).toEqual([...order].sort())
})

test('a task that is done or open again is there once', async () => {
  const at = (n: number) => ({ updated_at: `2026-01-0${n}` })
  await disk.write({ rows: [task('a', at(1))] })
  await disk.write({ rows: [task('a', { ...at(2), completed: true })] })
  expect(await rows()).toMatchObject([{ completed: true }])
  await disk.write({ rows: [task('a', at(3))] })
  expect(await rows()).toMatchObject([{ completed: false }])
  await disk.write({ gone: [{ noun: 'task', key: 'a' }] })
  expect(await rows()).toEqual([])
})

test('a tab that is late does not put an older row over a newer one', async () => {
  await disk.write({ rows: [task('a', { updated_at: '2', completed: true })] })
  await disk.write({ rows: [task('a', { updated_at: '1' })] })
  expect(await rows()).toMatchObject([{ updated_at: '2' }])
})

test('what is gone and come again in one change is there', async () => {
  await disk.write({ rows: [task('a')] })
  await disk.write({ gone: [{ noun: 'task', key: 'a' }], rows: [task('a', { title: 'again' })] })
  expect(await rows()).toMatchObject([{ title: 'again' }])
})

test('accounts do not mix, and one that is removed is gone', async () => {
  await disk.write({ rows: [task('a')] })
  const other = await openDisk(factory, 'tasklark-b')
  expect(await rows(other)).toEqual([])
  disk.close()
  await removeDisk(factory, 'tasklark-a')
  disk = await openDisk(factory, 'tasklark-a')
  expect(await rows()).toEqual([])
})

test('a page gives its disk up to whoever wants to change or remove it', async () => {
  let outdated = 0
  await openDisk(factory, 'tasklark-c', { outdated: () => outdated++ })
  await removeDisk(factory, 'tasklark-c')
  expect(outdated).toBe(1)
})

test('a new version of the app fetches rows anew and keeps what waits; the old one gives way', async () => {
  let outdated = 0
  const old = await openDisk(factory, 'tasklark-d', { outdated: () => outdated++ })
  await old.write({ rows: [task('a')], cursors: { s: 'c' }, waiting: [mutation('a', 1)] })
  const newer = await openDisk(factory, 'tasklark-d', {}, 2)
  expect(outdated).toBe(1)
  expect(await rows(newer)).toEqual([])
  expect(await newer.kept()).toMatchObject({ cursors: {}, waiting: [{ client: 'a', n: 1 }] })
  const late = openDisk(factory, 'tasklark-d', {}, 1)
  await expect(late).rejects.toMatchObject({ name: 'VersionError' })
})

test('copies of one id in several projects lie apart', async () => {
  const at = { created_at: '1', updated_at: '1', deleted_at: null, stamps: null }
  const row = { noun: 'section' as const, id: 's', name: 'Roof', position: 'a', ...at }
  const copies = ['garden', 'house'].map((project_id) => ({ ...row, project_id }))
  await disk.write({ rows: copies })
  expect(await rows()).toEqual(copies)
  await disk.write({ gone: [{ noun: 'section', key: 'garden/s' }] })
  expect(await rows()).toEqual([copies[1]])
})
