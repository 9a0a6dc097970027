/** Several tabs on one replica: what they tell each other, who of them is there, and who leads. */
import type { Mutation, Refusal, Sent } from './mutations.ts'
import type { AnyRecord } from './records.ts'
import type { Pulled } from './requests.ts'

/** How long a tab is waited for that may be there, and how often it is asked again, without Web Locks. */
const ANSWER_MS = 300
const ASK_AGAIN_MS = 3_000

/** What tabs tell each other. */
export type Message =
  | { kind: 'edits'; mutations: Mutation[] }
  /** Edits that a tab has no disk for, because it is of an older version or its storage fails. */
  | { kind: 'unkept'; mutations: Mutation[] }
  | {
      kind: 'answered'
      answered: Sent[]
      refusals: Refusal[]
      rows: AnyRecord[]
      stamp: string
    }
  | { kind: 'pulled'; pulled: Pulled; since: Record<string, string | null> }
  | { kind: 'settled'; stamp: string }
  | { kind: 'dismissed'; id: string }
  | { kind: 'wiped' }
  | { kind: 'who'; client: string }
  | { kind: 'here'; client: string }

/** The part of a BroadcastChannel that is used here. */
export interface Channel {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent) => unknown) | null
  close(): void
}

export interface Tabs {
  tell(message: Message): void
  /**
   * Calls `use` when no tab has a client's id any more; holds the id for as long as that takes. Without Web Locks
   * it may be called though there is a tab, and is when `isNeeded` tells that there is nothing to do.
   */
  whenFree(client: string, use: () => Promise<void>, isNeeded: () => boolean): void
  /** Calls `use` when this tab is the one that leads; without Web Locks all of them do. */
  whenLeading(use: () => Promise<void>): void
  close(): void
}

export interface Meeting {
  /** The name that all tabs of one account share. */
  name: string
  client: string
  locks: LockManager | undefined
  open: (name: string) => Channel
  heard: (message: Message) => void
}

/** Joins the other tabs of the account, under this page's own client id. */
export function openTabs({ name, client, locks, open, heard }: Meeting): Tabs {
  const channel = open(name)
  const leaving = new AbortController()
  const left = new Promise<void>((resolve) =>
    leaving.signal.addEventListener('abort', () => resolve()),
  )
  const here = new Map<string, () => void>()
  const tell = (message: Message) => {
    if (!leaving.signal.aborted) channel.postMessage(message)
  }

  channel.onmessage = ({ data }) => {
    const message = data as Message
    if (message.kind === 'who') {
      if (message.client === client) tell({ kind: 'here', client })
    } else if (message.kind === 'here') here.get(message.client)?.()
    else heard(message)
  }

  const hold = (lock: string, use: () => Promise<void>) => {
    const { signal } = leaving
    // What is aborted at the end of the page is no fault.
    locks?.request(lock, { signal }, use).catch((error) => {
      if (!signal.aborted) throw error
    })
  }

  const later = (wait: number, what: () => void) => {
    const timer = setTimeout(what, wait)
    leaving.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
    return timer
  }

  /** Asks whether a client is there; to send for one that is does no harm, as each mutation counts once. */
  const ask: Tabs['whenFree'] = (asked, use, isNeeded) => {
    const silence = later(ANSWER_MS, () => {
      here.delete(asked)
      void use()
    })
    here.set(asked, () => {
      clearTimeout(silence)
      here.delete(asked)
      later(ASK_AGAIN_MS, () => (isNeeded() ? ask(asked, use, isNeeded) : void use()))
    })
    tell({ kind: 'who', client: asked })
  }

  hold(`${name}/${client}`, () => left)
  return {
    tell,
    whenFree(other, use, isNeeded) {
      if (locks) hold(`${name}/${other}`, use)
      else ask(other, use, isNeeded)
    },
    whenLeading(use) {
      if (locks) hold(`${name}/live`, use)
      else void use()
    },
    close() {
      leaving.abort()
      channel.onmessage = null
      channel.close()
    },
  }
}
