/** What sync asks of the server, and how it fails. */
import type { AnyRecord, Noun } from './records.ts'
import type { Mutation, Problem } from './mutations.ts'

export interface Gone {
  noun: Noun
  id: string
  gone: true
}

/** What is new in one scope; see `docs/api.md`, Sync. */
export interface ScopeNews {
  rows?: (AnyRecord | Gone)[]
  cursor?: string
  more?: boolean
  reset?: boolean
  gone?: boolean
}

export interface Pulled {
  stamp: string
  scopes: Record<string, ScopeNews>
}

export interface Outcome {
  n: number
  status: 'applied' | 'refused'
  lost?: string[]
  problem?: Problem
  row: AnyRecord | null
}

export interface Pushed {
  stamp: string
  outcomes: Outcome[]
}

/** A request without the answer that was hoped for: `status` 0 when none came at all. */
export class Failure extends Error {
  readonly status: number
  readonly problem: Problem
  /** Milliseconds that the server asks to wait, if it does. */
  readonly wait: number | null

  constructor(status: number, problem: Problem, wait: number | null = null) {
    super(problem.detail)
    this.status = status
    this.problem = problem
    this.wait = wait
  }

  /** Whether it is the request itself that the server can't take, so that it is of no use to repeat it. */
  get isBad(): boolean {
    return [400, 413, 415, 422].includes(this.status)
  }
}

export interface Server {
  push(client: string, mutations: readonly Mutation[]): Promise<Pushed>
  pull(scopes: Record<string, string | null> | null, limit: number): Promise<Pulled>
  /** Returns the tasks that an address lists, as records; none where it does not answer. */
  tasks(address: string): Promise<AnyRecord[]>
}

/** Returns the server as one asks it with a `fetch`; `signal` gives requests up. Both throw `Failure`. */
export function server(send: typeof fetch, signal: AbortSignal): Server {
  const post = async (path: string, body: unknown) => {
    const asked = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify(body),
      signal,
    } as const
    let answer: Response
    try {
      answer = await send(path, asked)
      if (answer.ok) return await answer.json()
    } catch (error) {
      // No answer, or half of one: that says nothing about what was asked.
      throw new Failure(0, { code: 'offline', detail: String(error) })
    }
    throw await failureOf(answer)
  }
  return {
    push: (client, mutations) =>
      post('/api/sync/push', { client, mutations: mutations.map(sent) }) as Promise<Pushed>,
    pull: (scopes, limit) =>
      post('/api/sync/pull', scopes ? { scopes, limit } : { limit }) as Promise<Pulled>,
    async tasks(address) {
      try {
        const answer = await send(address, { credentials: 'same-origin', signal })
        const told = (answer.ok ? await answer.json() : []) as object[]
        // What is listed lives, and says neither that nor what it is.
        const ofRows = { noun: 'task', deleted_at: null, stamps: {} }
        return told.map((task) => ({ ...ofRows, ...task }) as AnyRecord)
      } catch {
        return []
      }
    },
  }
}

async function failureOf(answer: Response): Promise<Failure> {
  const told = await answer.json().catch(() => ({}))
  const code = String(told.type ?? `http.${answer.status}`).replace('urn:tasklark:problem:', '')
  const wait = Number(answer.headers.get('retry-after')) * 1000 || null
  return new Failure(answer.status, { code, detail: told.detail ?? '', errors: told.errors }, wait)
}

function sent({ n, noun, verb, id, set, stamp }: Mutation) {
  return { n, noun, verb, id, set, stamp }
}
