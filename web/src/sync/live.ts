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
