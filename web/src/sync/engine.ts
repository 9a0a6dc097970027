/** The engine: the replica of an account that works offline, shares its disk with other tabs, and syncs. */
import { done, skipped } from '../domain/recurrence/repeating.ts'
import type { Account, Next } from './edits.ts'
import type { Stream } from './live.ts'
import type { Refusal } from './mutations.ts'
import type { Edit } from './records.ts'
import type { Replica } from './replica.ts'
import { Running } from './running.ts'
import type { Channel } from './tabs.ts'

/** What is wrong, worst first; null when nothing is. */
export type Trouble =
  'signed-out' | 'forbidden' | 'outdated' | 'blocked' | 'storage-full' | 'no-storage' | null

export interface Status {
  /** Whether the server answered when it was last asked. */
  online: boolean
  /** How many changes wait to be sent, those of other tabs too. */
  waiting: number
  /** Whether there may be more than is shown yet: the disk, or for the first time the server, is being read. */
  loading: boolean
  /** Whether nothing of the account was kept here, and the server is being read from its beginning. */
  isFirst: boolean
  /** Whether what `glance` answers is shown meanwhile. */
  hasGlanced: boolean
  problem: Trouble
}

export interface Engine {
  readonly replica: Replica
  readonly status: Status
  /** What the server refused, with its values, until it is dismissed. */
  readonly refusals: readonly Refusal[]
  /** Does edits here at once; they are sent when they can be. */
  mutate(edits: readonly Edit[]): void
  /** Calls back after changes of `status` and `refusals`. Returns what ends that. */
  follow(told: () => void): () => void
  /** Forgets a refusal. */
  dismiss(id: string): void
  /** Tries now: somebody has signed in again, or asks for it. */
  wake(): void
  /** Waits until nothing waits to be sent or read. */
  settled(): Promise<void>
  /** Ends it; what waits stays on disk. */
  close(): Promise<void>
  /** Ends it in all tabs, and removes all that is kept of the account. */
  wipe(): Promise<void>
}

/** Whose replica it is, and the page's surroundings: each is the browser's own where it is left out. */
export interface Options extends Account {
  /** Guesses the next dates of a repeating task, until the server tells them. */
  next?: Next
  /** Told, in the tab that holds the live stream, who else looks at projects at this moment. */
  present?: (people: Record<string, string[]>) => void
  /** Where the tasks are listed that somebody looks at who comes for the first time; '' for none. */
  glance?: string
  fetch?: typeof fetch
  now?: () => number
  indexedDB?: IDBFactory | null
  locks?: LockManager | null
  channel?: (name: string) => Channel
  stream?: ((address: string) => Stream) | null
  /** Returns how many milliseconds to wait before another try, the first of which is 0. */
  delay?: (attempt: number) => number
}

/** Opens the replica of an account: what is on disk is shown first, then what the server has. */
export function openEngine(options: Options): Engine {
  const global = globalThis as Partial<typeof globalThis>
  return new Running({
    next: (task, { verb, now, zone }) =>
      (verb === 'skip' ? skipped(task) : done(task, now, zone))?.values ?? null,
    present: () => undefined,
    glance: '',
    fetch: (...asked) => fetch(...asked),
    now: Date.now,
    indexedDB: global.indexedDB ?? null,
    locks: global.navigator?.locks ?? null,
    channel: (name) => new BroadcastChannel(name),
    stream: global.EventSource ? (address) => new EventSource(address) : null,
    delay: (attempt) => Math.min(60_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2),
    ...options,
  })
}
