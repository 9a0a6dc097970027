/** The name that is being written behind a sign, and those that it may become. */
import { completed, unfinishedAt } from '../../domain/quick_add/completion.ts'
import { fold } from '../../domain/quick_add/names.ts'
import type { Option } from '../pickers/options.ts'
import type { LineInTheMaking } from './line.svelte.ts'
import { namesFor } from './names_here.svelte.ts'

/** A text with the place of the caret in it. */
export interface Put {
  line: string
  caret: number
}

export class NameInTheMaking {
  readonly #line: LineInTheMaking
  #caret = $state(-1)
  /** Where the sign stands whose names were sent away. */
  #sentAway = $state(-1)
  #moved = $state<number | null>(null)

  readonly unfinished = $derived.by(() =>
    this.#caret < 0 ? null : unfinishedAt(this.#line.text, this.#caret),
  )
  readonly options: readonly Option[] = $derived.by(() =>
    this.unfinished && this.unfinished.start !== this.#sentAway
      ? namesFor(this.unfinished, this.#line.places, this.#line.projectId)
      : [],
  )
  /** The option that Enter takes; -1 for none: a name written in full is not completed unasked. */
  readonly active = $derived.by(() => {
    if (this.#moved !== null) return Math.min(this.#moved, this.options.length - 1)
    const written = fold(this.unfinished?.query ?? '')
    return this.options.some(({ name }) => fold(name) === written) ? -1 : 0
  })

  constructor(line: LineInTheMaking) {
    this.#line = line
  }

  /** The place where names are looked for; -1 for nowhere. */
  get caret(): number {
    return this.#caret
  }

  /** Notes where the caret is; a selection is no place to complete a name at. */
  look(field: HTMLTextAreaElement | null | undefined): void {
    if (!field?.isConnected) return
    const { selectionStart, selectionEnd } = field
    this.#caret = selectionStart === selectionEnd ? selectionStart : -1
    if (this.unfinished?.start !== this.#sentAway) this.#sentAway = -1
  }

  /** Begins again with the likeliest of the names, for another letter was written. */
  restart(): void {
    this.#moved = null
  }

  /** Looks for no names until the caret moves. */
  leave(): void {
    this.#caret = -1
  }

  /** Makes an option the active one. */
  moveTo(index: number): void {
    this.#moved = index
  }

  /**
   * Does what a key asks for while names are offered: returns the line with a name put in, true for
   * something else that it did, false for nothing.
   */
  press({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): Put | boolean {
    if (!this.options.length || !this.unfinished || ctrlKey || metaKey || altKey) return false
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
    const { length } = this.options
    if (step)
      this.#moved =
        this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length
    else if (key === 'Escape') this.#sentAway = this.unfinished.start
    else if (key === 'Tab' && !shiftKey) return this.take(this.options[Math.max(this.active, 0)]!)
    else if (key === 'Enter' && this.active >= 0) return this.take(this.options[this.active]!)
    else return false
    return true
  }

  /** The line with the name of an option put in. */
  take({ name }: Option): Put {
    return completed(this.#line.text, this.unfinished!, name, false)
  }
}
