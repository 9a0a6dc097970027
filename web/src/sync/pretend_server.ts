/** For tests: a server in memory that answers push and pull as the real one does, with one account. */
import { momentOf, newClock } from './clock.ts'
import { withValues } from './mutations.ts'
import { keyOf, scopeOf } from './nouns.ts'
import type { AnyRecord, Noun, Task } from './records.ts'

export const ACCOUNT = { personId: 'person', userId: 'user', inboxId: 'inbox' }

interface Sent {
  n: number
  noun: Noun
  verb: string
  id: string
  set: Record<string, unknown>
  stamp: string
}

interface Told {
  scopes?: Record<string, string | null>
  limit: number
  client: string
  mutations: Sent[]
}

/** Returns a row of a task, as the server tells it. */
export function task(id: string, more: Partial<Task> = {}): Task {
  return {
    noun: 'task',
    id,
    created_at: '2026-01-01T00:00:00.000000Z',
    updated_at: '2026-01-01T00:00:00.000000Z',
    deleted_at: null,
    stamps: null,
    project_id: 'inbox',
    section_id: null,
    parent_id: null,
    position: 'a0',
    title: id,
    description: null,
    status: 'todo',
    completed: false,
    completed_at: null,
    priority: null,
    due_date: null,
    start_date: null,
    deadline: null,
    time_zone: null,
    repeat: null,
    duration_minutes: null,
    labels: [],
    assignee_ids: [],
    blocked_by: [],
    links: [],
    created_by: 'person',
    user_id: 'user',
    ...more,
  }
}

/** Keeps rows and the log of each scope; `refuse` names why a mutation is refused, if it is. */
export class PretendServer {
  /** Cursors count as too old up to this number of the log. */
  forgotten = 0
  status = 200
  refuse: (sent: Sent) => string | null = () => null
  /** Each request: its path and body. */
  readonly asked: { path: string; body: Told }[] = []
  readonly #clock = newClock('0', Date.now)
  readonly #rows = new Map<string, AnyRecord>()
  readonly #log = new Map<string, string[]>([
    ['person', []],
    ['inbox', []],
  ])
  readonly #outcomes = new Map<string, object>()

  readonly fetch: typeof fetch = async (address, init) => {
    const path = String(address)
    const body = JSON.parse(String(init!.body)) as Told
    this.asked.push({ path, body })
    if (this.status !== 200) {
      const problem = { type: 'urn:tasklark:problem:some.code', detail: 'No' }
      return Response.json(problem, { status: this.status })
    }
    const stamp = this.#clock.tick()
    const told = path.endsWith('/push') ? this.#push(body) : this.#pull(body)
    return Response.json({ stamp, ...told })
  }

  /** Has a row as somebody else has written it, now. */
  put(row: AnyRecord): AnyRecord {
    const name = `${row.noun}/${keyOf(row)}`
    const before = this.#rows.get(name)
    if (before) this.#note(scopeOf(before, 'person'), name)
    const told = { ...row, updated_at: momentOf(this.#clock.tick()) }
    this.#rows.set(name, told)
    this.#note(scopeOf(told, 'person'), name)
    return told
  }

  /** Returns a row as it is now. */
  get(noun: Noun, id: string): AnyRecord | undefined {
    return this.#rows.get(`${noun}/${id}`)
  }

  /** Removes a row for good. */
  remove(noun: Noun, id: string): void {
    const name = `${noun}/${id}`
    this.#note(scopeOf(this.#rows.get(name)!, 'person'), name)
    this.#rows.delete(name)
  }

  /** Takes a scope away from the account. */
  revoke(scope: string): void {
    this.#log.delete(scope)
  }

  #note(scope: string, name: string): void {
    this.#log.set(scope, [...(this.#log.get(scope) ?? []), name])
  }

  #push({ client, mutations }: Told): object {
    const outcomes = mutations.map((sent) => {
      const name = `${client}/${sent.n}`
      if (!this.#outcomes.has(name)) this.#outcomes.set(name, this.#do(sent))
      const row = this.get(sent.noun, sent.id) ?? null
      return { n: sent.n, ...this.#outcomes.get(name), row }
    })
    return { outcomes }
  }

  #do({ noun, verb, id, set, stamp }: Sent): object {
    const code = this.refuse({ n: 0, noun, verb, id, set, stamp })
    if (code) return { status: 'refused', problem: { code, detail: 'It may not be' } }
    const before = this.get(noun, id)
    if (verb === 'create')
      this.put({ ...task(id), ...set, noun, stamps: { '*': stamp } } as AnyRecord)
    else if (!before)
      return { status: 'refused', problem: { code: `${noun}.not_found`, detail: '' } }
    else if (verb === 'delete' || verb === 'restore') {
      const deleted_at = verb === 'delete' ? momentOf(stamp) : null
      this.put({ ...before, deleted_at })
      for (const row of [...this.#rows.values()]) {
        if (row.noun === 'task' && row.parent_id === id) this.put({ ...row, deleted_at })
      }
    } else {
      const done = verb === 'complete' ? { status: 'done', completed: true } : {}
      const after = withValues(before, { ...set, ...done }, stamp)
      const stamps = { ...before.stamps }
      for (const field of Object.keys(set)) stamps[field] = stamp
      this.put({ ...after, stamps })
    }
    return { status: 'applied', lost: [] }
  }

  #pull({ scopes, limit }: Told): object {
    const asked = scopes ?? Object.fromEntries([...this.#log.keys()].map((id) => [id, null]))
    let left = limit
    const told = Object.entries(asked).map(([scope, cursor]) => {
      const log = this.#log.get(scope)
      if (!log) return [scope, { gone: true }]
      const reset = cursor === null || Number(cursor) < this.forgotten
      const from = reset ? 0 : Number(cursor)
      const part = log.slice(from, from + left)
      left -= part.length
      const rows = part
        .filter((name, place) => log.lastIndexOf(name) === from + place)
        .map((name) => this.#told(scope, name))
      const to = from + part.length
      return [scope, { rows, cursor: String(to), more: to < log.length, ...(reset && { reset }) }]
    })
    return { scopes: Object.fromEntries(told) }
  }

  #told(scope: string, name: string): object {
    const row = this.#rows.get(name)
    if (row && scopeOf(row, 'person') === scope) return row
    const [noun, id] = name.split('/')
    return { noun, id, gone: true }
  }
}
