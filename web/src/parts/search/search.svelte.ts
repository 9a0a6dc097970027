/** A search: the replica at once with each key, then the server for what the replica does not have. */
import { answer, Problem, searchTasks } from '../../api/client.ts'
import { parseQuery } from '../../domain/searching.ts'
import { comments, tasks } from '../../state/records.svelte.ts'
import { status } from '../../state/status.svelte.ts'
import type { Task } from '../../sync/records.ts'
import { bestFirst, findTasks, foldedComments, type Found } from './finding.ts'

const MOST = 100
const WAIT = 200
const QUERY_MAX = 200

export class Search {
  text = $state('')
  /** What only the server has found for a text. */
  #elsewhere = $state.raw<{ text: string; found: readonly Found[] }>({ text: '', found: [] })
  #timer = 0

  readonly query = $derived(parseQuery(this.text))
  readonly #comments = $derived(foldedComments(comments.all))
  readonly #here = $derived(
    this.query ? findTasks(this.query, tasks.all, this.#comments, MOST) : [],
  )

  /** What was found, the best first. */
  readonly found: readonly Found[] = $derived.by(() => {
    const { text, found } = this.#elsewhere
    const more = text === this.text ? found.filter(({ task }) => !tasks.get(task.id)) : []
    return more.length ? [...this.#here, ...more].sort(bestFirst).slice(0, MOST) : this.#here
  })

  /** Looks for a text from now on. */
  look(text: string): void {
    this.text = text.slice(0, QUERY_MAX)
    clearTimeout(this.#timer)
    if (this.query && status().online) this.#timer = window.setTimeout(() => this.#ask(), WAIT)
  }

  async #ask(): Promise<void> {
    const { text } = this
    try {
      const results = await answer(searchTasks({ query: { q: text, limit: MOST, archived: true } }))
      const found = results.map(
        ({ task, rank }) => ({ task: task as unknown as Task, rank }) as Found,
      )
      // Answers may overtake each other; only the one to what stands there now counts.
      if (text === this.text) this.#elsewhere = { text, found }
    } catch (error) {
      // What the replica has is shown already; the status line tells that the server is away.
      if (!(error instanceof Problem)) throw error
    }
  }
}
