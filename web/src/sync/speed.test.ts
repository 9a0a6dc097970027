import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import { Browser } from './pretend.ts'
import { ACCOUNT, PretendServer, task } from './pretend_server.ts'

const MANY = 20_000

/** Bounds are far above what was measured, so that only another order of growth fails. */
test('twenty thousand tasks come from the disk without a long pause, and edits stay quick', async () => {
  const server = new PretendServer()
  for (let i = 0; i < MANY; i++)
    server.put(task(`t${i}`, { position: `a${i}`, parent_id: i % 3 ? null : `t${i + 1}` }))
  const browser = new Browser({ ...ACCOUNT, fetch: server.fetch })
  const first = browser.open()
  await first.engine.settled()
  await first.engine.close()
  await first.crash()
  browser.isOnline = false

  const begun = performance.now()
  let latest = begun
  let longest = 0
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - latest)
    latest = performance.now()
  })
  const { engine, crash } = browser.open()
  await vi.waitFor(() => expect(engine.status.loading).toBe(false), { timeout: 20_000 })
  const loaded = performance.now() - begun
  clearInterval(beat)
  expect(engine.replica.all('task')).toHaveLength(MANY)

  const timed = (what: () => void) => {
    const from = performance.now()
    what()
    return performance.now() - from
  }
  const create = timed(() =>
    engine.mutate([{ noun: 'task', verb: 'create', id: 'n', set: { title: 'n' } }]),
  )
  const list = timed(() => engine.replica.all('task'))
  const ids = Array.from({ length: 500 }, (_, i) => `t${i}`)
  const bulk = timed(() => engine.mutate(ids.map((id) => ({ noun: 'task', verb: 'delete', id }))))
  const figures = { loaded, longest, create, list, bulk }
  console.info(
    JSON.stringify(figures, (_, value) =>
      typeof value === 'number' ? Math.round(value * 10) / 10 : value,
    ),
  )
  expect(loaded).toBeLessThan(10_000)
  expect(longest).toBeLessThan(loaded / 2)
  expect(create).toBeLessThan(100)
  expect(list).toBeLessThan(100)
  expect(bulk).toBeLessThan(500)
  await crash()
}, 60_000)
