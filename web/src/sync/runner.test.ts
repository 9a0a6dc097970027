import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Failure, server } from './requests.ts'
import { Runner } from './runner.ts'

let steps: (() => Promise<void>)[]
let done: (Failure | null)[]
let attempts: number[]
let runner: Runner

const offline = new Failure(0, { code: 'offline', detail: '' })

beforeEach(() => {
  vi.useFakeTimers()
  steps = []
  done = []
  attempts = []
  runner = new Runner({
    next: () => steps.shift() ?? null,
    done: (failure) => {
      done.push(failure)
      return failure?.status !== 401
    },
    rested: () => {},
    delay: (attempt) => {
      attempts.push(attempt)
      return 1_000 * 2 ** attempt
    },
  })
})

afterEach(() => {
  runner.stop()
  vi.useRealTimers()
})

function fails(failure: Failure): () => Promise<void> {
  return () => Promise.reject(failure)
}

test('steps are done one after the other', async () => {
  const order: string[] = []
  const step = (name: string) => async () => {
    order.push(`${name} begins`)
    await Promise.resolve()
    order.push(`${name} ends`)
  }
  steps = [step('a'), step('b')]
  runner.run()
  runner.run()
  await vi.runAllTimersAsync()
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect(runner.isBusy).toBe(false)
})

test('after a failure it waits, each time longer, until it works again', async () => {
  steps = [fails(offline), fails(offline), fails(offline), async () => {}, fails(offline)]
  runner.run()
  await vi.advanceTimersByTimeAsync(999)
  runner.run()
  expect(steps).toHaveLength(4)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(attempts).toEqual([0, 1, 2, 0])
})

test('who asks for it now need not wait', async () => {
  steps = [fails(offline), async () => {}]
  runner.run()
  await vi.advanceTimersByTimeAsync(1)
  runner.run({ now: true })
  await vi.advanceTimersByTimeAsync(0)
  expect(steps).toHaveLength(0)
})

test('it waits as long as the server asks for', async () => {
  steps = [fails(new Failure(429, { code: 'too.many', detail: '' }, 30_000)), async () => {}]
  runner.run()
  await vi.advanceTimersByTimeAsync(29_000)
  expect(steps).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(steps).toHaveLength(0)
})

test('what can not get better by itself is not tried again by itself', async () => {
  steps = [fails(new Failure(401, { code: 'token.expired', detail: '' })), async () => {}]
  runner.run()
  await vi.advanceTimersByTimeAsync(100_000)
  expect(steps).toHaveLength(1)
})

test('a refusal is told with its code, what is no answer as none', async () => {
  const { signal } = new AbortController()
  const said = async (answer: Response) => {
    const failure = await server(async () => answer, signal)
      .pull(null, 1)
      .catch((error) => error)
    return failure as Failure
  }
  const type = 'urn:tasklark:problem:project.role'
  const refused = await said(Response.json({ type, detail: 'No' }, { status: 403 }))
  expect(refused).toMatchObject({ status: 403, problem: { code: 'project.role', detail: 'No' } })
  const headers = { 'retry-after': '7' }
  const busy = await said(new Response('<html>', { status: 503, headers }))
  expect(busy).toMatchObject({ status: 503, wait: 7_000, problem: { code: 'http.503' } })
  expect(await said(new Response('half an ans'))).toMatchObject({ status: 0 })
})
