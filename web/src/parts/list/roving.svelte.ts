/** The one row of a list that has the focus or would get it: roving `tabindex` over windowed rows. */
import { noteFocus } from '../../state/selection.svelte.ts'
import type { Row } from './rows.ts'

/** Brings a row into the page and into sight. */
type Reveal = (index: number) => Promise<void>

export class Roving {
  readonly #rows: () => readonly Row[]
  readonly #reveal: Reveal
  element: HTMLElement | null = null
  key = $state<string | null>(null)
  #lastIndex = 0
  #hadFocus = false

  readonly #indexes = $derived.by(() => new Map(this.#rows().map(({ key }, at) => [key, at])))
  /** The index of the row that has the tab stop; the first that can have it when none was chosen. */
  readonly index = $derived.by(() => {
    const at = this.key === null ? undefined : this.#indexes.get(this.key)
    return at ?? Math.max(0, this.#rows().findIndex(isStop))
  })

  constructor(rows: () => readonly Row[], reveal: Reveal) {
    this.#rows = rows
    this.#reveal = reveal
  }

  /** Notes that a row has the focus, by whatever way it came. */
  note(key: string): void {
    const row = this.#rows()[this.#indexes.get(key) ?? -1]
    if (!row) return
    this.key = key
    this.#lastIndex = this.#indexes.get(key)!
    noteFocus(row.kind === 'task' ? row.task.id : null)
  }

  /** Gives the focus to the row at an index, or to none where there is no such row. */
  async focus(index: number): Promise<void> {
    const row = this.#rows()[index]
    if (!row) return
    this.note(row.key)
    await this.#reveal(index)
    this.#stopOf(row.key)?.focus({ preventScroll: true })
  }

  /** Gives the focus to a task's row; tells whether it is there. */
  focusTask(id: string): boolean {
    const index = this.#rows().findIndex((row) => row.kind === 'task' && row.task.id === id)
    if (index >= 0) void this.focus(index)
    return index >= 0
  }

  /** Returns the index of the next row on the way that can have the focus; `tasksOnly` passes over the others. */
  next(from: number, by: 1 | -1, tasksOnly = false): number {
    const rows = this.#rows()
    for (let at = from + by; at >= 0 && at < rows.length; at += by) {
      const row = rows[at]!
      if (tasksOnly ? row.kind === 'task' && !row.leaving : isStop(row)) return at
    }
    return -1
  }

  /** To be called before the page follows a change of the rows. */
  beforeChange(): void {
    this.#hadFocus = this.element?.contains(document.activeElement) ?? false
  }

  /** To be called after it: a row that went away hands the focus to the one in its place, never to nobody. */
  afterChange(): void {
    const rows = this.#rows()
    if (this.key === null) return
    const at = this.#indexes.get(this.key)
    if (at !== undefined) {
      this.#lastIndex = at
      if (this.#hadFocus && !this.element?.contains(document.activeElement)) void this.focus(at)
      return
    }
    let heir = this.next(this.#lastIndex - 1, 1, true)
    if (heir < 0) heir = this.next(this.#lastIndex, -1, true)
    if (heir < 0) heir = rows.findIndex(isStop)
    const row = rows[heir]
    if (!row) {
      this.key = null
      noteFocus(null)
      if (this.#hadFocus) document.getElementById('main')?.focus()
    } else if (this.#hadFocus) void this.focus(heir)
    else this.note(row.key)
  }

  #stopOf(key: string): HTMLElement | null {
    const row = this.element?.querySelector(`[data-key="${CSS.escape(key)}"]`)
    return row?.querySelector<HTMLElement>('[data-stop]') ?? null
  }
}

/** Tells whether a row can have the focus: all but the dates to come of repeats. */
function isStop(row: Row): boolean {
  return row.kind !== 'repeat'
}
