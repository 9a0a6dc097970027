/** What is shown before all is there: of the disk the first rows, at a first visit what is looked at. */
import type { Reader } from './pull.ts'
import type { AnyRecord } from './records.ts'
import type { Store } from './replica.ts'

/** Shows rows that come by the thousand: the first at once, then whenever there are four times as many. */
export class Arrival {
  readonly #store: Store
  #count = 0
  #shown = 0

  constructor(store: Store) {
    this.#store = store
    store.hush(true)
  }

  /** So many more have come. */
  add(count: number): void {
    this.#count += count
    if (this.#count < this.#shown * 4) return
    this.#shown = this.#count
    this.#store.catchUp()
  }

  /** All are there. */
  end(): void {
    this.#store.hush(false)
  }
}

/** Tasks that are asked for by themselves, while the first reading of an account has only begun. */
export class Glance {
  readonly #store: Store
  readonly #reader: Reader
  readonly #changed: () => void
  #rows: readonly AnyRecord[] = []
  #isOver = false
  /** Whether they are shown, and the first reading is not through yet. */
  isShown = false

  constructor(store: Store, reader: Reader, changed: () => void) {
    this.#store = store
    this.#reader = reader
    this.#changed = changed
  }

  /** Shows tasks when they are there. */
  async look(coming: Promise<readonly AnyRecord[]>): Promise<void> {
    this.#rows = await coming
    this.show()
  }

  /** Shows what has come, once it is known whose session it is. */
  show(): void {
    if (this.#isOver || !this.#reader.isVerified || !this.#rows.length) return
    this.#store.foresee(this.#rows)
    this.#rows = []
    this.isShown = true
    this.#changed()
  }

  /** The first reading is through: what it did not tell is there no more. */
  end(): void {
    this.#isOver = true
    this.isShown = false
    this.#store.foresee([])
  }
}
