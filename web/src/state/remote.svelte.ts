/** What only the server knows: asked for when it is shown, and again when it has changed. */
import { Attempt } from './attempt.svelte.ts'

/** Something that is fetched; `value` is null until it is there, and stays while it is fetched anew. */
export class Remote<T> extends Attempt {
  value = $state.raw<T | null>(null)
  readonly #ask: () => Promise<T>

  constructor(ask: () => Promise<T>) {
    super()
    this.#ask = ask
    // Not before those who extend it are made.
    queueMicrotask(() => void this.load())
  }

  /** Fetches it; returns whether that worked. */
  load(): Promise<boolean> {
    return this.run(async () => {
      this.value = await this.#ask()
    })
  }
}
