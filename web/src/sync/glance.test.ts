import { expect, test, vi } from 'vitest'
import { breather } from './breather.ts'
import { Arrival } from './glance.ts'
import { task } from './pretend_server.ts'
import { Store } from './replica.ts'

const EDIT = { client: 'me', n: 1, noun: 'task', id: 'r0', set: { title: 'mine' } } as const

function arriving() {
  const store = new Store('person')
  const arrival = new Arrival(store)
  const seen: number[] = []
  store.subscribe('task', () => seen.push(store.all('task').length))
  let count = 0
  const come = async (rows: number) => {
    for (let n = 0; n < rows; n++) store.take(task(`r${count++}`))
    arrival.add(rows)
    await Promise.resolve()
  }
  return { store, arrival, seen, come }
}

test('rows that come by the thousand are told of at first, ever more seldom, and at the end', async () => {
  const { arrival, seen, come } = arriving()
  for (let page = 0; page < 20; page++) await come(10)
  expect(seen).toEqual([10, 40, 160])
  arrival.end()
  await Promise.resolve()
  expect(seen).toEqual([10, 40, 160, 200])
})

test('an edit is told of at once while rows come', async () => {
  const { store, seen, come } = arriving()
  await come(10)
  await come(10)
  const effects = [{ noun: 'task' as const, keys: ['r0'], set: { title: 'mine' } }]
  store.cover({ ...EDIT, verb: 'change', stamp: '01a1fd71de3b0000-me', effects })
  await Promise.resolve()
  expect(seen).toEqual([10, 20])
  expect(store.get('task', 'r0')?.title).toBe('mine')
})

test('long work pauses only when the page has been kept busy for a while', async () => {
  let now = 0
  const timer = vi.spyOn(globalThis, 'setTimeout')
  const breathe = breather(() => now)
  const paused = async () => {
    const before = timer.mock.calls.length
    await breathe()
    return timer.mock.calls.length > before
  }
  expect(await paused()).toBe(true)
  now = 7
  expect(await paused()).toBe(false)
  now = 8
  expect(await paused()).toBe(true)
  now = 15
  expect(await paused()).toBe(false)
  timer.mockRestore()
})
