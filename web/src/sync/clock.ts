/** A hybrid logical clock: stamps say when something was written, and sort as text (`domain/stamps.py`). */

const COUNTERS = 1 << 16

/** A clock that never goes back, whatever the wall clock does and whoever else's stamps it sees. */
export interface Clock {
  /** Returns a stamp that is later than all that were made or seen. */
  tick(): string
  /** Goes on from a stamp of somebody else's. */
  see(stamp: string | null | undefined): void
  /** The latest moment made or seen: the 16 hexadecimal digits of a stamp. */
  readonly latest: string
}

/** Returns the clock of a writer (the client's id) over a wall clock in milliseconds since 1970. */
export function newClock(writer: string, now: () => number): Clock {
  let latest = digits(0, 0)
  return {
    tick() {
      const wall = digits(now(), 0)
      latest = wall > latest ? wall : next(latest)
      return `${latest}-${writer}`
    },
    see(stamp) {
      const seen = stamp?.slice(0, 16)
      if (seen !== undefined && seen > latest) latest = seen
    },
    get latest() {
      return latest
    },
  }
}

/** Returns the moment of a stamp as records tell moments: UTC, with six digits of the second. */
export function momentOf(stamp: string): string {
  const milliseconds = new Date(parseInt(stamp.slice(0, 12), 16)).toISOString().slice(0, -1)
  const counter = parseInt(stamp.slice(12, 16), 16) % 1000
  return `${milliseconds}${String(counter).padStart(3, '0')}Z`
}

/** Returns the earliest stamp of a moment that a record tells: what the server gives a row without stamps. */
export function stampAt(moment: string): string {
  const micro = Number(moment.slice(23, 26).padEnd(3, '0').replace(/\D/g, '0'))
  return `${digits(Date.parse(moment), micro)}-0`
}

function next(latest: string): string {
  const counter = parseInt(latest.slice(12), 16) + 1
  const carry = Math.floor(counter / COUNTERS)
  return digits(parseInt(latest.slice(0, 12), 16) + carry, counter % COUNTERS)
}

function digits(milliseconds: number, counter: number): string {
  const time = Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, '0')
  return time + counter.toString(16).padStart(4, '0')
}
