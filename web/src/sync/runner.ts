/** Does one step with the server after the other, and again after a while when it fails. */
import { Failure } from './requests.ts'

export interface Course {
  /** Returns what is to be done next, if anything. */
  next: () => (() => Promise<void>) | null
  /** Told after each step, with the failure if it failed. Returns whether to try again by itself. */
  done: (failure: Failure | null) => boolean
  /** Told when there is nothing more to do. */
  rested: () => void
  delay: (attempt: number) => number
}

export class Runner {
  readonly #course: Course
  #isBusy = false
  #isStopped = false
  #attempt = 0
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(course: Course) {
    this.#course = course
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Goes on, unless it waits after a failure; with `now`, also then. */
  run({ now = false } = {}): void {
    if (now) this.#attempt = 0
    if (this.#isBusy || this.#isStopped || (this.#attempt && !now)) return
    clearTimeout(this.#again)
    void this.#go()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#again)
  }

  async #go(): Promise<void> {
    this.#isBusy = true
    for (let step = this.#course.next(); step && !this.#isStopped; step = this.#course.next()) {
      const failure = await failureOf(step)
      if (this.#isStopped) break
      if (failure) {
        this.#isBusy = false
        this.#retry(failure)
        return
      }
      this.#attempt = 0
      this.#course.done(null)
    }
    this.#isBusy = false
    if (!this.#isStopped) this.#course.rested()
  }

  #retry(failure: Failure): void {
    if (!this.#course.done(failure)) return
    const wait = Math.max(this.#course.delay(this.#attempt++), failure.wait ?? 0)
    this.#again = setTimeout(() => {
      if (!this.#isBusy && !this.#isStopped) void this.#go()
    }, wait)
  }
}

async function failureOf(step: () => Promise<void>): Promise<Failure | null> {
  try {
    await step()
    return null
  } catch (error) {
    if (error instanceof Failure) return error
    // A fault of ours must be seen, but not end all sync for the page's life.
    queueMicrotask(() => {
      throw error
    })
    return new Failure(0, { code: 'fault', detail: String(error) })
  }
}
