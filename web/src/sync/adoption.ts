/** Queues of pages that are gone: taken over and sent under their client ids, so that nothing counts twice. */
import type { Keeper } from './keeper.ts'
import type { Outbox } from './outbox.ts'
import type { Tabs } from './tabs.ts'

interface Parts {
  /** This page's own client, which needs nobody to take over. */
  client: string
  outbox: Outbox
  keeper: Keeper
  tabs: Tabs
  /** Called when there is more to send. */
  run: () => void
}

export class Adoption {
  readonly #parts: Parts
  /** Clients whose pages are waited for to go, and those whose queues are sent from here. */
  readonly #watched = new Set<string>()
  readonly #adopted = new Map<string, () => void>()
  #isOver = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Takes a client's queue over once its page is gone, if something waits in it then. */
  watch(client: string): void {
    const { client: own, outbox, tabs } = this.#parts
    if (client === own || this.#watched.has(client)) return
    this.#watched.add(client)
    const isNeeded = () => outbox.of(client).length > 0
    tabs.whenFree(client, () => this.#adopt(client), isNeeded)
  }

  /** Tells whether a client's queue is sent from here. */
  has(client: string): boolean {
    return this.#adopted.has(client)
  }

  /** Lets go of clients of whom nothing waits any more. */
  release(): void {
    for (const [client, free] of this.#adopted) if (!this.#parts.outbox.of(client).length) free()
  }

  /** Lets go of all. */
  end(): void {
    this.#isOver = true
    for (const free of this.#adopted.values()) free()
  }

  async #adopt(client: string): Promise<void> {
    const { outbox, keeper, run } = this.#parts
    const waiting = [...outbox.of(client)]
    this.#watched.delete(client)
    if (!waiting.length || this.#isOver) return
    const sent = new Promise<void>((free) => this.#adopted.set(client, free))
    // It may have come by word of the page alone, before it was on disk.
    await keeper.write({ waiting })
    outbox.keep(waiting)
    outbox.own(client)
    run()
    await sent
    this.#adopted.delete(client)
    outbox.disown(client)
  }
}
