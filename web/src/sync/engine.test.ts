import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nameOfDisk } from './disk.ts'
import { Browser, type Fate, type Tab } from './pretend.ts'
import { ACCOUNT, PretendServer, task } from './pretend_server.ts'
import type { Options } from './engine.ts'

let server: PretendServer
let browser: Browser

beforeEach(() => {
  server = new PretendServer()
  browser = new Browser({ ...ACCOUNT, fetch: server.fetch })
})

afterEach(async () => {
  for (const tab of [...browser.tabs]) await tab.crash()
})

async function open(more: Partial<Options> & { withLocks?: boolean } = {}): Promise<Tab> {
  const tab = browser.open(more)
  await tab.engine.settled()
  return tab
}

function titles({ engine }: Tab): string[] {
  return engine.replica.all('task').map(({ title }) => title)
}

function add({ engine }: Tab, id: string): void {
  engine.mutate([{ noun: 'task', verb: 'create', id, set: { title: id } }])
}

function rename({ engine }: Tab, id: string, title: string): void {
  engine.mutate([{ noun: 'task', verb: 'change', id, set: { title } }])
}

/** Has the next requests fare as told, and all others well. */
function fates(...told: Fate[]): void {
  browser.fate = () => told.shift() ?? 'arrives'
}

/** Returns a disk as a coming version of the app opens it. */
function withNewerForm(disk: IDBFactory): IDBFactory {
  const open = (name: string, version: number) => disk.open(name, version + 1)
  return { open, deleteDatabase: (name: string) => disk.deleteDatabase(name) } as IDBFactory
}

function pushes(): { client: string; mutations: { n: number }[] }[] {
  return server.asked.filter(({ path }) => path.endsWith('/push')).map(({ body }) => body)
}

test('what the server has is shown, and an edit at once, then sent', async () => {
  server.put(task('a'))
  const tab = await open()
  expect(titles(tab)).toEqual(['a'])
  add(tab, 'b')
  expect(titles(tab)).toEqual(['a', 'b'])
  expect(tab.engine.status).toMatchObject({ waiting: 1, loading: false, online: true })
  await tab.engine.settled()
  expect(server.get('task', 'b')).toMatchObject({ title: 'b', project_id: 'inbox' })
  expect(tab.engine.status).toEqual({
    waiting: 0,
    loading: false,
    isFirst: false,
    hasGlanced: false,
    online: true,
    problem: null,
  })
})

test('values may be proxies of whoever holds them', async () => {
  const tab = await open()
  const links = new Proxy([{ url: 'https://example.org', title: null }], {})
  const set = new Proxy({ title: 'a', links }, {})
  tab.engine.mutate([{ noun: 'task', verb: 'create', id: 'a', set }])
  await tab.engine.settled()
  expect(server.get('task', 'a')).toMatchObject({ links })
  expect(tab.engine.status.problem).toBe(null)
})

test('what is done offline outlives the tab, and is sent by the next one under its name', async () => {
  const first = await open()
  browser.isOnline = false
  add(first, 'a')
  rename(first, 'a', 'mine')
  await first.engine.close()
  await first.crash()
  const second = browser.open()
  await vi.waitFor(() => expect(titles(second)).toEqual(['mine']))
  expect(second.engine.status).toMatchObject({ waiting: 2, loading: false })
  await vi.waitFor(() => expect(second.engine.status.online).toBe(false))
  browser.isOnline = true
  await second.engine.settled()
  expect(server.get('task', 'a')).toMatchObject({ title: 'mine' })
  add(second, 'b')
  await second.engine.settled()
  expect(new Set(pushes().map(({ client }) => client)).size).toBe(2)
})

test('a request or an answer that gets lost is sent again under the same number', async () => {
  const tab = await open()
  fates('request lost', 'answer lost')
  add(tab, 'a')
  await tab.engine.settled()
  expect(pushes().map(({ mutations }) => mutations.map(({ n }) => n))).toEqual([[1], [1]])
  expect(titles(tab)).toEqual(['a'])
})

test('a hundred go at once at most', async () => {
  const tab = await open()
  const ids = Array.from({ length: 250 }, (_, i) => `t${i}`)
  tab.engine.mutate(ids.map((id) => ({ noun: 'task', verb: 'create', id, set: { title: id } })))
  await tab.engine.settled()
  expect(pushes().map(({ mutations }) => mutations.length)).toEqual([100, 100, 50])
})

test('what is refused is taken back and kept with its values, until it is dismissed', async () => {
  server.put(task('a'))
  const tab = await open()
  server.refuse = ({ noun, set }) => (set.title === 'no' ? `${noun}.forbidden` : null)
  rename(tab, 'a', 'no')
  expect(titles(tab)).toEqual(['no'])
  await tab.engine.settled()
  expect(titles(tab)).toEqual(['a'])
  const [refusal] = tab.engine.refusals
  expect(refusal).toMatchObject({ record_id: 'a', set: { title: 'no' } })
  expect(refusal!.problem).toEqual({ code: 'task.forbidden', detail: 'It may not be' })
  await tab.crash()
  const again = await open()
  expect(again.engine.refusals).toEqual([refusal])
  again.engine.dismiss(refusal!.id)
  await again.engine.close()
  await again.crash()
  expect((await open()).engine.refusals).toEqual([])
})

test('of something whose making was refused, that alone is told', async () => {
  const tab = await open()
  server.refuse = ({ verb }) => (verb === 'create' ? 'project.role' : null)
  add(tab, 'a')
  rename(tab, 'a', 'b')
  await tab.engine.settled()
  expect(titles(tab)).toEqual([])
  expect(tab.engine.refusals).toMatchObject([{ verb: 'create', set: { title: 'a' } }])
})

test('a push that the server can not even read is halved, until the one at fault is alone', async () => {
  const tab = await open()
  browser.isOnline = false
  for (const id of ['a', 'b', 'c', 'bad', 'd']) add(tab, id)
  browser.isOnline = true
  const { fetch } = server
  await tab.engine.close()
  await tab.crash()
  const strict: typeof fetch = async (address, init) => {
    const isBad = String(init!.body).includes('"title":"bad"')
    return isBad ? Response.json({ detail: 'Not so' }, { status: 400 }) : fetch(address, init)
  }
  const again = await open({ fetch: strict })
  expect(titles(again).sort()).toEqual(['a', 'b', 'c', 'd'])
  expect(again.engine.refusals).toMatchObject([{ record_id: 'bad', problem: { detail: 'Not so' } }])
})

test('tabs show each other’s edits at once, and each counts once', async () => {
  const [one, two] = [await open(), await open()]
  browser.isOnline = false
  add(one, 'a')
  add(two, 'b')
  await vi.waitFor(() =>
    expect([titles(one).sort(), titles(two).sort()]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]),
  )
  expect(one.engine.status.waiting).toBe(2)
  browser.isOnline = true
  await Promise.all([one.engine.settled(), two.engine.settled()])
  await vi.waitFor(() => expect(two.engine.status.waiting).toBe(0))
  const sent = pushes().map(({ client, mutations }) => `${client} ${mutations.length}`)
  expect(new Set(sent).size).toBe(2)
})

test('two tabs make ten edits, and ten arrive', async () => {
  const tabs = [await open(), await open()]
  for (let i = 0; i < 10; i++) add(tabs[i % 2]!, `t${i}`)
  await Promise.all(tabs.map(({ engine }) => engine.settled()))
  const fresh = await new Browser({ ...ACCOUNT, fetch: server.fetch }).open().engine
  await fresh.settled()
  expect(fresh.replica.all('task')).toHaveLength(10)
  await fresh.close()
})

test.each([true, false])(
  'edits of a tab that crashed are sent by another (locks: %s)',
  async (withLocks) => {
    const [one, two] = [await open({ withLocks }), await open({ withLocks })]
    browser.isOnline = false
    add(one, 'a')
    await vi.waitFor(() => expect(titles(two)).toEqual(['a']))
    await one.crash()
    browser.isOnline = true
    await two.engine.settled()
    expect(server.get('task', 'a')).toBeDefined()
  },
)

test('rows that one tab reads come to the others, without a request of theirs', async () => {
  const [one, two] = [await open(), await open()]
  const asked: number[] = []
  for (const id of ['a', 'b', 'c']) {
    const before = server.asked.length
    server.put(task(id))
    two.engine.wake()
    await two.engine.settled()
    await vi.waitFor(() => expect(titles(one)).toContain(id))
    await one.engine.settled()
    asked.push(server.asked.length - before)
  }
  // At first one of them knows less than the other, and has to ask as well.
  expect(asked.slice(1)).toEqual([1, 1])
})

test('at a reset what is not told any more is forgotten, on disk too', async () => {
  server.put(task('a'))
  server.put(task('b'))
  const tab = await open()
  server.remove('task', 'a')
  server.forgotten = 100
  tab.engine.wake()
  await tab.engine.settled()
  expect(titles(tab)).toEqual(['b'])
  await tab.crash()
  browser.isOnline = false
  const again = browser.open()
  await vi.waitFor(() => expect(again.engine.status.loading).toBe(false))
  expect(titles(again)).toEqual(['b'])
})

test('what is gone from a scope is gone here, and what moved is where it is', async () => {
  server.put({ ...task('g'), project_id: 'garden' })
  server.put(task('a'))
  server.put(task('b'))
  const tab = await open()
  server.put(task('b', { project_id: 'garden' }))
  server.remove('task', 'a')
  tab.engine.wake()
  await tab.engine.settled()
  expect(tab.engine.replica.get('task', 'b')?.project_id).toBe('garden')
  expect(titles(tab).sort()).toEqual(['b', 'g'])
})

test('a scope that is lost takes its rows along at once, a new one is read', async () => {
  const row = { created_at: '', updated_at: '', deleted_at: null, stamps: null }
  const placement = { ...row, noun: 'placement', role: 'editor', is_favourite: false } as const
  const tab = await open()
  server.put(task('g', { project_id: 'garden' }))
  server.put({ ...placement, id: 'garden', position: 'a0', user_id: 'other' })
  tab.engine.wake()
  await tab.engine.settled()
  expect(titles(tab)).toEqual(['g'])
  server.revoke('garden')
  tab.engine.wake()
  await tab.engine.settled()
  expect(titles(tab)).toEqual([])
})

test('a session that is over lets edits wait, until somebody has signed in again', async () => {
  const tab = await open()
  server.status = 401
  add(tab, 'a')
  await vi.waitFor(() => expect(tab.engine.status.problem).toBe('signed-out'))
  expect(tab.engine.status.waiting).toBe(1)
  const asked = server.asked.length
  add(tab, 'b')
  await tab.engine.close()
  expect(server.asked.length).toBe(asked)
  await tab.crash()
  server.status = 200
  await open()
  expect(server.get('task', 'b')).toBeDefined()
})

test('an engine that waits for a sign-in goes on when the same person comes in by another tab', async () => {
  const tab = await open()
  server.status = 401
  add(tab, 'a')
  await vi.waitFor(() => expect(tab.engine.status.problem).toBe('signed-out'))
  server.status = 200
  await open()
  await tab.engine.settled()
  expect(tab.engine.status.problem).toBe(null)
})

test('nothing of one account is sent under the session of another', async () => {
  const tab = await open()
  browser.isOnline = false
  add(tab, 'a')
  server.revoke('person')
  browser.isOnline = true
  tab.engine.wake()
  await vi.waitFor(() => expect(tab.engine.status.problem).toBe('signed-out'))
  expect(pushes()).toEqual([])
  expect(titles(tab)).toEqual(['a'])
})

test('a disk that is full is told, and all goes on without it', async () => {
  const tab = await open()
  const { IDBObjectStore } = globalThis
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('No room', 'QuotaExceededError')
  })
  add(tab, 'a')
  await tab.engine.settled()
  expect(tab.engine.status).toMatchObject({ problem: 'storage-full', waiting: 0 })
  expect(server.get('task', 'a')).toBeDefined()
  full.mockRestore()
  server.put(task('b'))
  tab.engine.wake()
  await tab.engine.settled()
  // No cursor may be written past the row that is missing on disk.
  await tab.crash()
  expect(titles(await open()).sort()).toEqual(['a', 'b'])
})

test('without any storage it works as long as the page is open', async () => {
  const tab = browser.open({ indexedDB: null })
  await tab.engine.settled()
  expect(tab.engine.status.problem).toBe('no-storage')
})

test('an update of the app that changes the disk loses no edit, of the tab before it neither', async () => {
  server.put(task('a'))
  const old = await open()
  browser.isOnline = false
  add(old, 'b')
  const newer = browser.open({ indexedDB: withNewerForm(browser.disk) })
  await vi.waitFor(() => expect(old.engine.status.problem).toBe('outdated'))
  await vi.waitFor(() => expect(titles(newer)).toEqual(['b']))
  add(old, 'c')
  await vi.waitFor(() => expect(titles(newer)).toEqual(['b', 'c']))
  await newer.crash()
  await old.crash()
  browser.isOnline = true
  const next = await open({ indexedDB: withNewerForm(browser.disk) })
  expect(titles(next).sort()).toEqual(['a', 'b', 'c'])
  await next.crash()
  browser.isOnline = false
  const last = browser.open({ indexedDB: withNewerForm(browser.disk) })
  await vi.waitFor(() => expect(titles(last)).toHaveLength(3))
  expect(last.engine.status.waiting).toBe(0)
})

test('what a tab without a disk has sent does not wait on that of another', async () => {
  const [kept, unkept] = [await open(), await open({ indexedDB: null })]
  add(unkept, 'a')
  await unkept.engine.settled()
  await vi.waitFor(() => expect(titles(kept)).toEqual(['a']))
  await vi.waitFor(() => expect(kept.engine.status.waiting).toBe(0))
  await kept.crash()
  await unkept.crash()
  browser.isOnline = false
  const next = browser.open()
  await vi.waitFor(() => expect(next.engine.status.online).toBe(false))
  expect(next.engine.status.waiting).toBe(0)
})

test('a page that does not let go of an older disk is told of, until it does', async () => {
  const opening = browser.disk.open(nameOfDisk(ACCOUNT.personId), 1)
  const held = await new Promise<IDBDatabase>((done) => {
    opening.onsuccess = () => done(opening.result)
  })
  const tab = browser.open({ indexedDB: withNewerForm(browser.disk) })
  await vi.waitFor(() => expect(tab.engine.status.problem).toBe('blocked'))
  held.close()
  await tab.engine.settled()
  expect(tab.engine.status.problem).toBe(null)
})

test('what goes along with a record does not fall back between the answer and the next reading', async () => {
  server.put(task('a'))
  server.put(task('b', { parent_id: 'a' }))
  const tab = await open()
  const seen: number[] = []
  tab.engine.replica.subscribe('task', () => seen.push(tab.engine.replica.all('task').length))
  tab.engine.mutate([{ noun: 'task', verb: 'delete', id: 'a' }])
  await tab.engine.settled()
  expect(new Set(seen)).toEqual(new Set([0]))
  tab.engine.mutate([{ noun: 'task', verb: 'restore', id: 'a' }])
  await tab.engine.settled()
  expect(seen.at(-1)).toBe(2)
  expect(new Set(seen)).toEqual(new Set([0, 2]))
})

test('wiping ends all tabs, and leaves nothing on disk', async () => {
  server.put(task('a'))
  const [one, two] = [await open(), await open()]
  await one.engine.wipe()
  await vi.waitFor(() => expect(two.engine.status.problem).toBe('signed-out'))
  expect(() => add(two, 'b')).toThrow('closed')
  await one.crash()
  await two.crash()
  browser.isOnline = false
  const again = browser.open()
  await vi.waitFor(() => expect(again.engine.status.online).toBe(false))
  expect(titles(again)).toEqual([])
})

test('the first reading has no end while there is no network, and says so', async () => {
  browser.isOnline = false
  const tab = browser.open()
  await vi.waitFor(() => expect(tab.engine.status.online).toBe(false))
  expect(tab.engine.status.loading).toBe(true)
  browser.isOnline = true
  await tab.engine.settled()
  expect(tab.engine.status.loading).toBe(false)
})

test('what is looked at first is shown before all is read, and only as long as that lasts', async () => {
  for (let n = 0; n < 150; n++) server.put(task(`t${n}`))
  // As lists tell them, which is not quite as rows are.
  const seen = [task('t149'), task('gone meanwhile')].map((row) => {
    const { noun: _, deleted_at: __, stamps: ___, ...listed } = row
    return listed
  })
  let readOn = () => {}
  const mayReadOn = new Promise<void>((resolve) => (readOn = resolve))
  let pulls = 0
  const tab = browser.open({
    glance: '/today',
    fetch: (async (path: string, asked: RequestInit) => {
      if (path === '/today') return Response.json(seen)
      if (path.endsWith('/pull') && ++pulls > 1) await mayReadOn
      return server.fetch(path, asked)
    }) as typeof fetch,
  })
  await vi.waitFor(() => expect(tab.engine.status.hasGlanced).toBe(true))
  expect(tab.engine.status.isFirst).toBe(true)
  expect(titles(tab)).toEqual(expect.arrayContaining(['t149', 'gone meanwhile']))
  rename(tab, 't149', 'renamed')
  expect(titles(tab)).toContain('renamed')
  readOn()
  await tab.engine.settled()
  expect(tab.engine.status).toMatchObject({ isFirst: false, hasGlanced: false })
  expect(titles(tab)).toHaveLength(150)
  expect(titles(tab)).toContain('renamed')
})

test('what is looked at first is not shown where the session is another account’s', async () => {
  const tab = browser.open({
    glance: '/today',
    fetch: (async (path: string) =>
      path === '/today'
        ? Response.json([task('theirs')])
        : Response.json({ stamp: '', scopes: {} })) as typeof fetch,
  })
  await vi.waitFor(() => expect(tab.engine.status.problem).toBe('signed-out'))
  expect(titles(tab)).toEqual([])
})
