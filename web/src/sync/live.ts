/** The live stream: which scopes have moved. It tells no data, so an event that is lost costs nothing. */

const AGAIN_MS = 5_000

/** The part of an EventSource that is used here. */
export interface Stream {
  addEventListener(name: string, told: (event: MessageEvent) => void): void
  readonly readyState: number
  close(): void
}

export interface Watching {
  open: (address: string) => Stream
  /** Scopes that may have moved; null for all of them. */
  moved: (scopes: string[] | null) => void
  /** Who else looks at projects at this moment, by project. */
  present: (people: Record<string, string[]>) => void
}

/** Follows the live stream, and comes back whenever it ends, until it is closed. */
export function watch({ open, moved, present }: Watching): { close(): void } {
  let stream: Stream | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  const begin = () => {
    const opened = (stream = open('/api/live'))
    const on = (name: string, told: (data: unknown) => void) =>
      opened.addEventListener(name, ({ data }) => told(data ? JSON.parse(data) : null))
    const scopes = (data: unknown) => Object.keys((data as { scopes: object }).scopes)
    // What happened before the stream began is in no event; what is not told any more is gone.
    on('start', () => moved(null))
    on('changed', (data) => moved(scopes(data)))
    on('gone', (data) => moved((data as { scopes: string[] }).scopes))
    on('present', (data) => present((data as { scopes: Record<string, string[]> }).scopes))
    on('end', () => {
      opened.close()
      comeBack()
    })
    on('error', () => {
      if (opened.readyState === CLOSED) comeBack()
    })
  }
  const comeBack = () => {
    clearTimeout(again)
    again = setTimeout(
      () => {
        begin()
        // The stream may be refused because the session is over: a pull finds out.
        moved(null)
      },
      AGAIN_MS * (0.5 + Math.random()),
    )
  }
  begin()
  return {
    close() {
      clearTimeout(again)
      stream?.close()
    },
  }
}

/** An EventSource's `readyState` when it has given up. */
const CLOSED = 2

/** The lead of all tabs: who has it holds the stream, as long as that is of use. */
export class Lead {
  readonly #watching: Omit<Watching, 'open'> & { open: Watching['open'] | null }
  readonly #isWanted: () => boolean
  #stream: { close(): void } | null = null
  #give: (() => void) | null = null
  #isOver = false

  constructor({
    isWanted,
    ...watching
  }: Omit<Watching, 'open'> & { open: Watching['open'] | null; isWanted: () => boolean }) {
    this.#isWanted = isWanted
    this.#watching = watching
  }

  /** Whether this tab leads. */
  get isTaken(): boolean {
    return this.#give !== null
  }

  /** Takes the lead until the end. */
  take(): Promise<void> {
    const ended = new Promise<void>((resolve) => (this.#give = resolve))
    if (this.#isOver) this.#give?.()
    this.follow()
    return ended
  }

  /** Opens or closes the stream, as it is of use by now. */
  follow(): void {
    const { open, ...told } = this.#watching
    const isOn = this.isTaken && !this.#isOver && open !== null && this.#isWanted()
    if (isOn === (this.#stream !== null)) return
    this.#stream?.close()
    this.#stream = isOn ? watch({ open, ...told }) : null
  }

  /** Gives the lead up. */
  end(): void {
    this.#isOver = true
    this.follow()
    this.#give?.()
  }
}
