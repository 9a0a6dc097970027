/**
 * Engines of two people against a real server: `node property.ts <what>`, run by `tests/web/test_sync.py`. They
 * share a project, edit at random, go offline, lose requests and answers, crash; in the end all must show the same.
 * Writes what is wrong, as JSON.
 */
import 'fake-indexeddb/auto'
import { newId } from '../lib/ids.ts'
import type { Engine } from './engine.ts'
import { Browser, streamOver, type Tab } from './pretend.ts'
import { NOUNS, type AnyRecord, type Edit, type Noun, type Task } from './records.ts'

/** Whom to be, where: `people` are the owner of the shared project and a member. */
interface What {
  url: string
  seed: number
  steps: number
  project: string
  people: { token: string; personId: string; userId: string; inboxId: string }[]
}

declare const process: { argv: string[]; stdout: { write: (text: string) => void } }

const what = JSON.parse(process.argv[2]!) as What
const dice = mulberry(what.seed)
/** The ids of all tasks that were made: each must have come to the server. */
const made: string[] = []
let refused = 0

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function one<T>(of: readonly T[]): T {
  return of[Math.floor(dice() * of.length)]!
}

function browsers(): Browser[] {
  // Whose clock is how wrong, in seconds.
  return [0, -20, 45].map((skew, index) => {
    const { token, ...account } = what.people[index % what.people.length]!
    const send = (address: string | URL | Request, init: RequestInit = {}) =>
      fetch(String(address).startsWith('/') ? what.url + address : address, {
        ...init,
        headers: { ...init.headers, authorization: `Bearer ${token}` },
      })
    const browser = new Browser({
      ...account,
      fetch: send,
      now: () => Date.now() + skew * 1000,
      delay: () => 10 + dice() * 20,
      stream: index === 0 ? streamOver(send, what.url) : null,
    })
    browser.fate = () => {
      const fate = dice()
      return fate < 0.1 ? 'request lost' : fate < 0.25 ? 'answer lost' : 'arrives'
    }
    return browser
  })
}

function edits(engine: Engine): Edit[] {
  const { replica } = engine
  const tasks = replica.all('task').filter((task) => task.project_id === what.project)
  const sections = replica.all('section').filter((each) => each.project_id === what.project)
  const title = `title ${Math.floor(dice() * 1e9)}`
  const place = { project_id: what.project }
  const deed = dice()
  if (tasks.length < 3 || deed < 0.2) {
    const task: Edit = { noun: 'task', verb: 'create', id: newId(), set: { title, ...place } }
    made.push(task.id)
    const comment = { task_id: task.id, body: title }
    return dice() < 0.7
      ? [task]
      : [task, { noun: 'comment', verb: 'create', id: newId(), set: comment }]
  }
  const task = one(tasks)
  const change = (set: Record<string, unknown>): Edit[] => [
    { noun: 'task', verb: 'change', id: task.id, set },
  ]
  if (deed < 0.25) {
    const set = { name: title, ...place }
    return [{ noun: 'section', verb: 'create', id: newId(), set }]
  }
  if (deed < 0.32) return change({ parent_id: one(tasks).id })
  if (deed < 0.4) return change({ section_id: one([null, ...sections.map(({ id }) => id)]) })
  if (deed < 0.44) return change(repeating())
  if (deed < 0.5) return [{ noun: 'task', verb: 'complete', id: task.id }]
  if (deed < 0.54) return removed(task)
  if (deed < 0.56 && sections.length) {
    return [{ noun: 'section', verb: 'delete', id: one(sections).id }]
  }
  if (deed < 0.6)
    return [
      {
        noun: 'reminder',
        verb: 'create',
        id: newId(),
        set: { task_id: task.id, minutes_before: 5 },
      },
    ]
  if (deed < 0.64) return [{ noun: 'project', verb: 'create', id: newId(), set: { name: title } }]
  if (deed < 0.67) return change({ project_id: one(replica.all('project')).id })
  if (deed < 0.7) return [{ noun: 'label', verb: 'create', id: newId(), set: { name: title } }]
  return [...change(words(title)), ...change(words(`${title} again`))]
}

function words(title: string): Record<string, unknown> {
  const all = [
    { title },
    { priority: one(['low', 'high', null]) },
    { due_date: one(['2027-01-10', '2027-01-20', null]) },
    { [`labels/${one(['a', 'b', 'c'])}`]: dice() < 0.7 },
    { description: title, deadline: '2027-03-01' },
  ]
  return one(all)
}

function repeating(): Record<string, unknown> {
  return { due_date: '2027-02-01', repeat: { rule: one(['FREQ=DAILY', 'FREQ=WEEKLY']) } }
}

/** Deletes a task, and half of the time takes that back at once. */
function removed({ id }: Task): Edit[] {
  const gone: Edit[] = [{ noun: 'task', verb: 'delete', id }]
  return dice() < 0.5 ? gone : [...gone, { noun: 'task', verb: 'restore', id }]
}

async function step(all: Browser[]): Promise<void> {
  const browser = one(all)
  const tabs = [...browser.tabs]
  const deed = dice()
  if (deed < 0.06) browser.isOnline = !browser.isOnline
  else if (deed < 0.1 && tabs.length < 3) browser.open({ withLocks: browser !== all[1] })
  else if (deed < 0.14 && tabs.length > 1) await close(one(tabs))
  else if (deed < 0.2) one(tabs).engine.wake()
  else {
    const { engine } = one(tabs)
    if (!engine.status.loading) engine.mutate(edits(engine))
  }
  await new Promise((go) => setTimeout(go, dice() * 8))
}

async function close(tab: Tab): Promise<void> {
  refused += tab.engine.refusals.length
  // Some pages go at once, others have a moment to end.
  if (dice() < 0.6) await tab.crash()
  else {
    await tab.engine.close()
    await tab.crash()
  }
}

/** Waits until nothing waits anywhere: what one brings, the others have to fetch. */
async function rest(all: Browser[]): Promise<void> {
  for (const browser of all) {
    browser.isOnline = true
    browser.fate = () => 'arrives'
  }
  for (let round = 0; round < 3; round++) {
    for (const browser of all) {
      for (const { engine } of browser.tabs) {
        engine.wake()
        await engine.settled()
      }
    }
  }
}

/** Returns what an engine shows of a noun, by key, without what differs between people or is not told anew. */
function shown(engine: Engine, noun: Noun, isShared: boolean): string {
  const of = (record: AnyRecord) => ('project_id' in record ? record.project_id : record.id)
  const rows = engine.replica
    .all(noun)
    .filter((record: AnyRecord) => !isShared || of(record) === what.project)
    .map((record) => JSON.stringify(sorted({ ...record, stamps: null })))
  return rows.sort().join('\n')
}

/** Returns a value with the members of all objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, each]) => [name, sorted(each)]))
}

const SHARED: readonly Noun[] = ['project', 'section', 'task', 'comment', 'occurrence', 'member']

function compare(
  name: string,
  engine: Engine,
  like: Engine,
  isSame: boolean,
  wrong: string[],
): void {
  for (const noun of isSame ? NOUNS : SHARED) {
    const [a, b] = [shown(engine, noun, !isSame), shown(like, noun, !isSame)]
    if (a !== b) wrong.push(`${name} shows another ${noun}:\n${a}\n---\n${b}`)
  }
}

async function main(): Promise<void> {
  const all = browsers()
  // The second is on plain http, where there are no locks.
  for (const browser of all) browser.open({ withLocks: browser !== all[1] })
  await Promise.all([...all[0]!.tabs].map(({ engine }) => engine.settled()))
  for (let n = 0; n < what.steps; n++) await step(all)
  await rest(all)
  const wrong: string[] = []
  const [first] = [...all[0]!.tabs]
  for (const [index, browser] of all.entries()) {
    const isSame = index % what.people.length === 0
    for (const { engine } of browser.tabs) {
      compare(`a tab of browser ${index}`, engine, first!.engine, isSame, wrong)
      if (engine.status.waiting || engine.status.problem) wrong.push(JSON.stringify(engine.status))
      refused += engine.refusals.length
    }
    for (const tab of [...browser.tabs]) await tab.crash()
    // What is on its disk is what it shows without a network, and what a browser shows that comes fresh.
    browser.isOnline = false
    const again = browser.open()
    while (again.engine.status.loading) await new Promise((go) => setTimeout(go, 5))
    compare(`browser ${index} after a restart`, again.engine, first!.engine, isSame, wrong)
    await again.crash()
  }
  const fresh = browsers()[0]!
  fresh.fate = () => 'arrives'
  const { engine, crash } = fresh.open()
  await engine.settled()
  compare('a fresh browser', first!.engine, engine, true, wrong)
  const { length: shownTasks } = engine.replica.all('task')
  await crash()
  process.stdout.write(JSON.stringify({ wrong, made, shown: shownTasks, refused }))
}

await main()
