import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watch, type Stream } from './live.ts'

class PretendStream implements Stream {
  static all: PretendStream[] = []
  readyState = 1
  readonly told = new Map<string, (event: MessageEvent) => void>()

  constructor() {
    PretendStream.all.push(this)
  }

  addEventListener(name: string, tell: (event: MessageEvent) => void): void {
    this.told.set(name, tell)
  }

  close(): void {
    this.readyState = 2
  }

  say(name: string, data?: unknown): void {
    this.told.get(name)?.({ data: data && JSON.stringify(data) } as MessageEvent)
  }
}

let moved: (string[] | null)[]
let present: Record<string, string[]>[]
let live: { close(): void }

beforeEach(() => {
  vi.useFakeTimers()
  PretendStream.all = []
  moved = []
  present = []
  live = watch({
    open: () => new PretendStream(),
    moved: (scopes) => void moved.push(scopes),
    present: (people) => void present.push(people),
  })
})

afterEach(() => {
  live.close()
  vi.useRealTimers()
})

test('at the start all may have moved, then what is told', () => {
  const [stream] = PretendStream.all
  stream!.say('start', { scopes: { a: 1, b: 2 } })
  stream!.say('changed', { scopes: { b: 3 } })
  stream!.say('gone', { scopes: ['a'] })
  stream!.say('present', { scopes: { b: ['anna'] } })
  expect(moved).toEqual([null, ['b'], ['a']])
  expect(present).toEqual([{ b: ['anna'] }])
})

test('a stream that ends, or that is refused, is opened again, and all is read', () => {
  PretendStream.all[0]!.say('end', { reason: 'server.stopping' })
  expect(PretendStream.all[0]!.readyState).toBe(2)
  vi.advanceTimersByTime(8_000)
  expect(PretendStream.all).toHaveLength(2)
  expect(moved).toEqual([null])
  PretendStream.all[1]!.close()
  PretendStream.all[1]!.say('error')
  PretendStream.all[1]!.say('error')
  vi.advanceTimersByTime(8_000)
  expect(PretendStream.all).toHaveLength(3)
})

test('a stream that the browser opens again by itself is left to it', () => {
  PretendStream.all[0]!.readyState = 0
  PretendStream.all[0]!.say('error')
  vi.advanceTimersByTime(8_000)
  expect(PretendStream.all).toHaveLength(1)
})

test('what is closed stays closed', () => {
  PretendStream.all[0]!.say('end', { reason: 'server.stopping' })
  live.close()
  vi.advanceTimersByTime(8_000)
  expect(PretendStream.all).toHaveLength(1)
})
