/** A long list of the server's, fetched page by page as one asks for more. */
import type { Page } from '../api/paging.ts'
import { Remote } from './remote.svelte.ts'

/** A list whose `value` is what has been fetched of it so far. */
export class Paged<T> extends Remote<T[]> {
  /** Whether there is more to fetch. */
  hasMore = $state(false)
  readonly #fetch: (cursor: string | undefined) => Promise<Page<T>>
  #next: string | null = null

  constructor(fetch: (cursor: string | undefined) => Promise<Page<T>>) {
    super(async () => this.#took(await fetch(undefined), []))
    this.#fetch = fetch
  }

  /** Fetches the next page. */
  more(): Promise<boolean> {
    return this.run(async () => {
      const page = await this.#fetch(this.#next ?? undefined)
      this.value = this.#took(page, this.value ?? [])
    })
  }

  #took({ items, next }: Page<T>, before: T[]): T[] {
    this.#next = next
    this.hasMore = next !== null
    return [...before, ...items]
  }
}
