/** The one row of a list that has the focus or would get it: roving `tabindex` over windowed rows. */
import { noteFocus } from '../../state/selection.svelte.ts'
import type { Row } from './rows.ts'

/** Brings a row into the page and into sight. */
type Reveal = (index: number) => Promise<void>

/** So many frames a row is waited for. */
const TRIES = 20

export class Roving {
  readonly #rows: () => readonly Row[]
  readonly #reveal: Reveal
  element: HTMLElement | null = null
  key = $state<string | null>(null)
  /** The index of the row that the focus comes from, while it moves. */
  from = $state<number | null>(null)
  /** Where the row with the focus was last. */
  lastIndex = 0
  /** Whether the list had the focus before its rows changed. */
  hasFocus = false

  /** The index of the row that has the tab stop; the first that can have it when none was chosen. */
  readonly index = $derived.by(() => {
    const at = this.#indexOf(this.key)
    return at < 0 ? Math.max(0, this.#rows().findIndex(isStop)) : at
  })

  constructor(rows: () => readonly Row[], reveal: Reveal) {
    this.#rows = rows
    this.#reveal = reveal
  }

  /** Notes that a row has the focus, by whatever way it came. */
  note(key: string): void {
    const at = this.#indexOf(key)
    const row = this.#rows()[at]
    if (!row) return
    this.key = key
    this.lastIndex = at
    noteFocus(row.kind === 'task' ? row.task.id : null)
  }

  /** Gives the focus to the row at an index, or to none where there is no such row. */
  async focus(index: number): Promise<void> {
    const row = this.#rows()[index]
    if (!row) return
    // The row that has the focus stays in the page until the next one has it.
    this.from = this.index
    this.lastIndex = index
    this.note(row.key)
    await this.#reveal(index)
    for (let tries = 0; tries < TRIES && this.key === row.key; tries++) {
      const stop = this.#stopOf(row.key)
      stop?.focus({ preventScroll: true })
      if (stop && stop === document.activeElement) break
      // A row that has just come into the page is hidden until it is measured, in the next frame.
      await new Promise(requestAnimationFrame)
    }
    if (this.key === row.key) this.from = null
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
    this.hasFocus = this.element?.contains(document.activeElement) ?? false
  }

  /** To be called after it: a row that went away hands the focus to the one in its place, never to nobody. */
  afterChange(): void {
    const rows = this.#rows()
    if (this.key === null) return
    const at = this.#indexOf(this.key)
    if (at >= 0) {
      this.lastIndex = at
      if (this.hasFocus && !this.element?.contains(document.activeElement)) void this.focus(at)
      return
    }
    let heir = this.next(this.lastIndex - 1, 1, true)
    if (heir < 0) heir = this.next(this.lastIndex, -1, true)
    if (heir < 0) heir = rows.findIndex(isStop)
    const row = rows[heir]
    if (!row) {
      this.key = null
      noteFocus(null)
      if (this.hasFocus) document.getElementById('main')?.focus()
    } else if (this.hasFocus) void this.focus(heir)
    else this.note(row.key)
  }

  /** Returns the row with a key; it is looked for near the one that had the focus last. */
  rowOf(key: string): Row | undefined {
    return this.#rows()[this.#indexOf(key)]
  }

  /** Rows move by a place or two, so that it is found in a few steps, however long the list is. */
  #indexOf(key: string | null): number {
    if (key === null) return -1
    const rows = this.#rows()
    const from = Math.min(this.lastIndex, rows.length)
    for (let by = 0; by <= rows.length; by++) {
      if (rows[from + by]?.key === key) return from + by
      if (rows[from - by]?.key === key) return from - by
    }
    return -1
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
