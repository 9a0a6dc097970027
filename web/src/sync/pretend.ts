/** For tests: browsers in one process. Tabs of one share a disk, locks and a channel; their network may be bad. */
import { IDBFactory } from 'fake-indexeddb'
import { openEngine, type Engine, type Options } from './engine.ts'
import type { Stream } from './live.ts'
import type { Channel } from './tabs.ts'

/** How a request fares: it may get lost on its way, or its answer on the way back. */
export type Fate = 'arrives' | 'request lost' | 'answer lost'

/** A browser with its disk; closed tabs leave what they wrote. */
export class Browser {
  readonly disk = new IDBFactory() as unknown as globalThis.IDBFactory
  readonly tabs = new Set<Tab>()
  isOnline = true
  fate: () => Fate = () => 'arrives'
  /** How many requests have arrived. */
  requests = 0
  readonly #locks = new Locks()
  readonly #channels = new Set<PretendChannel>()
  readonly #options: Partial<Options> & Pick<Options, 'personId' | 'userId' | 'inboxId'>

  constructor(options: Partial<Options> & Pick<Options, 'personId' | 'userId' | 'inboxId'>) {
    this.#options = options
  }

  /** Opens a tab; `withLocks` false is a page on plain http. */
  open({ withLocks = true, ...more }: Partial<Options> & { withLocks?: boolean } = {}): Tab {
    const held = new AbortController()
    const tab: Tab = { isAlive: true, engine: null as unknown as Engine, crash: async () => {} }
    tab.crash = async () => {
      tab.isAlive = false
      held.abort()
      this.tabs.delete(tab)
      await tab.engine.close()
    }
    const options: Options = {
      delay: () => 5,
      ...this.#options,
      indexedDB: this.disk,
      locks: withLocks ? this.#locks.of(held.signal) : null,
      channel: (name) => new PretendChannel(name, this.#channels, () => tab.isAlive),
      stream: null,
      ...more,
      fetch: (...asked) => this.#fetch(more.fetch ?? this.#options.fetch ?? fetch, tab, asked),
    }
    tab.engine = openEngine(options)
    this.tabs.add(tab)
    return tab
  }

  async #fetch(send: typeof fetch, tab: Tab, asked: Parameters<typeof fetch>): Promise<Response> {
    const fate = this.isOnline && tab.isAlive ? this.fate() : 'request lost'
    if (fate === 'request lost') throw new TypeError('no network')
    this.requests++
    const answer = await send(...asked)
    if (fate === 'answer lost' || !this.isOnline || !tab.isAlive) throw new TypeError('cut off')
    return answer
  }
}

/** A page of the app. A crash takes its locks, network and voice at once; what it wrote stays. */
export interface Tab {
  isAlive: boolean
  engine: Engine
  crash: () => Promise<void>
}

class PretendChannel implements Channel {
  onmessage: ((event: MessageEvent) => unknown) | null = null
  readonly #name: string
  readonly #all: Set<PretendChannel>
  readonly #isAlive: () => boolean

  constructor(name: string, all: Set<PretendChannel>, isAlive: () => boolean) {
    this.#name = name
    this.#all = all
    this.#isAlive = isAlive
    all.add(this)
  }

  postMessage(message: unknown): void {
    if (!this.#isAlive()) return
    for (const other of this.#all) {
      if (other === this || other.#name !== this.#name) continue
      const data = structuredClone(message)
      setTimeout(() => other.onmessage?.({ data } as MessageEvent))
    }
  }

  close(): void {
    this.#all.delete(this)
  }
}

/** Web Locks of one browser, exclusive ones only. */
class Locks {
  readonly #queues = new Map<string, (() => void)[]>()

  /** Returns the locks as a page has them that ends with a signal. */
  of(page: AbortSignal): LockManager {
    const request = async (
      name: string,
      { signal }: { signal: AbortSignal },
      use: () => Promise<void>,
    ) => {
      await this.#granted(name, AbortSignal.any([signal, page]))
      try {
        const ended = new Promise<void>((end) => page.addEventListener('abort', () => end()))
        await Promise.race([use(), ended])
      } finally {
        this.#release(name)
      }
    }
    return { request } as unknown as LockManager
  }

  #granted(name: string, signal: AbortSignal): Promise<void> {
    const queue = this.#queues.get(name) ?? []
    this.#queues.set(name, queue)
    return new Promise((grant, refuse) => {
      const isHeld = queue.length > 0
      queue.push(grant)
      if (!isHeld) return grant()
      signal.addEventListener('abort', () => {
        const place = queue.indexOf(grant)
        if (place > 0) {
          queue.splice(place, 1)
          refuse(signal.reason as Error)
        }
      })
    })
  }

  #release(name: string): void {
    const queue = this.#queues.get(name)!
    queue.shift()
    queue[0]?.()
  }
}

/** Returns an EventSource over a `fetch`, for where there is none. */
export function streamOver(send: typeof fetch, base: string): (address: string) => Stream {
  return (address) => {
    const ending = new AbortController()
    const told = new Map<string, (event: MessageEvent) => void>()
    const stream = {
      readyState: 0,
      addEventListener: (name: string, tell: (event: MessageEvent) => void) =>
        void told.set(name, tell),
      close: () => ending.abort(),
    }
    const read = async () => {
      const answer = await send(base + address, { signal: ending.signal })
      const events = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
      let rest = ''
      for (let part = await events.read(); !part.done; part = await events.read()) {
        const blocks = (rest + part.value).split('\n\n')
        rest = blocks.pop()!
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1]
          const data = /^data: (.*)$/m.exec(block)?.[1]
          if (name) told.get(name)?.({ data } as MessageEvent)
        }
      }
    }
    read()
      .catch(() => {})
      .finally(() => {
        stream.readyState = 2
        if (!ending.signal.aborted) told.get('error')?.({} as MessageEvent)
      })
    return stream
  }
}
