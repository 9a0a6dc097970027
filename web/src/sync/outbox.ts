/** What waits to be sent, by client: this page's own, and that of pages that are gone. */
import { nameOf, type Mutation, type Refusal, type Sent } from './mutations.ts'
import { Failure, type Outcome, type Pushed, type Server } from './requests.ts'

const MUTATIONS_MAX = 100
/** Bodies are kept well under the megabyte that the server takes. */
const CHARACTERS_MAX = 400_000

/** What came of a push: the mutations that are answered, each with its outcome. */
export interface Answer {
  stamp: string | null
  outcomes: { mutation: Mutation; outcome: Outcome }[]
}

/** The queues of all clients that this browser knows of. */
export class Outbox {
  #queues = new Map<string, Mutation[]>()
  /** Clients whose queues are sent from here. */
  #own = new Set<string>()
  /** What may be sent: it is on disk, or can't be put there. */
  #kept = new Set<string>()
  #most = MUTATIONS_MAX

  /** How many mutations wait, those of other tabs too. */
  get size(): number {
    let size = 0
    for (const queue of this.#queues.values()) size += queue.length
    return size
  }

  /** The clients that something waits of. */
  get clients(): string[] {
    return [...this.#queues.keys()]
  }

  /** Whether there is something to send from here. */
  get isReady(): boolean {
    return this.#next() !== null
  }

  /** Returns what waits of a client. */
  of(client: string): readonly Mutation[] {
    return this.#queues.get(client) ?? []
  }

  /** Sends a client's queue from here from now on. */
  own(client: string): void {
    this.#own.add(client)
  }

  /** Leaves a client's queue to others again. */
  disown(client: string): void {
    this.#own.delete(client)
  }

  /** Adds a mutation; tells whether it is new. */
  add(mutation: Mutation): boolean {
    const queue = this.#queues.get(mutation.client) ?? []
    // Nearly always it is the latest.
    const place = queue.findLastIndex(({ n }) => n <= mutation.n)
    if (queue[place]?.n === mutation.n) return false
    queue.splice(place + 1, 0, mutation)
    this.#queues.set(mutation.client, queue)
    return true
  }

  /** Lets mutations be sent. */
  keep(mutations: readonly Mutation[]): void {
    for (const mutation of mutations) this.#kept.add(nameOf(mutation))
  }

  /** Removes an answered mutation; returns it as it waited here, if it did. */
  remove(answered: Sent): Mutation | undefined {
    const queue = this.#queues.get(answered.client) ?? []
    const place = queue.findIndex(({ n }) => n === answered.n)
    if (place < 0) return undefined
    const [mutation] = queue.splice(place, 1)
    if (!queue.length) this.#queues.delete(answered.client)
    this.#kept.delete(nameOf(answered))
    return mutation
  }

  /** Sends what is first of one client. A mutation that the server can't even read counts as refused. */
  async send(server: Server): Promise<Answer> {
    const batch = this.#next() ?? []
    let told: Pushed
    try {
      told = await server.push(batch[0]!.client, batch)
    } catch (failure) {
      if (!(failure instanceof Failure) || !failure.isBad) throw failure
      if (batch.length > 1) {
        // One of them is at fault: halved, until it is alone.
        this.#most = Math.ceil(batch.length / 2)
        return { stamp: null, outcomes: [] }
      }
      this.#most = MUTATIONS_MAX
      const mutation = batch[0]!
      const outcome = {
        n: mutation.n,
        status: 'refused',
        problem: failure.problem,
        row: null,
      } as const
      return { stamp: null, outcomes: [{ mutation, outcome }] }
    }
    this.#most = Math.min(MUTATIONS_MAX, this.#most * 2)
    const byNumber = new Map(batch.map((mutation) => [mutation.n, mutation]))
    const outcomes = told.outcomes.flatMap((outcome) => {
      const mutation = byNumber.get(outcome.n)
      return mutation ? [{ mutation, outcome }] : []
    })
    return { stamp: told.stamp, outcomes }
  }

  #next(): Mutation[] | null {
    for (const client of this.#own) {
      const batch: Mutation[] = []
      let characters = 0
      for (const mutation of this.#queues.get(client) ?? []) {
        characters += JSON.stringify(mutation.set).length
        const isFull = batch.length >= this.#most || characters > CHARACTERS_MAX
        if (!this.#kept.has(nameOf(mutation)) || (isFull && batch.length)) break
        batch.push(mutation)
      }
      if (batch.length) return batch
    }
    return null
  }
}

/** Returns what to keep of a mutation that was refused. */
export function refusalOf(mutation: Mutation, outcome: Outcome, at: string): Refusal {
  const { noun, verb, id, set } = mutation
  const problem = outcome.problem ?? { code: 'refused', detail: '' }
  return { id: nameOf(mutation), noun, verb, record_id: id, set, problem, at }
}
