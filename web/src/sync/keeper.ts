/** Keeps what is written on disk, in its order, as long as that works; what is in memory goes on without. */
import { openDisk, removeDisk, type Change, type Disk, type Kept } from './disk.ts'
import type { AnyRecord } from './records.ts'

const NOTHING: Kept = { cursors: {}, waiting: [], refusals: [], clock: null }

export type DiskTrouble = 'storage-full' | 'no-storage' | 'outdated' | 'blocked' | null

/** The disk of an account, which may fail or be full at any time. */
export class Keeper {
  readonly #factory: IDBFactory | null
  readonly #name: string
  readonly #changed: () => void
  #disk: Promise<Disk | null>
  #latest: Promise<unknown> = Promise.resolve()
  #problem: DiskTrouble = null
  /** A row that could not be written leaves a hole: no cursor may be written past it. */
  #hasHole = false

  /** `changed` is called when something is wrong with the disk that was not before. */
  constructor(factory: IDBFactory | null, name: string, changed: () => void) {
    this.#factory = factory
    this.#name = name
    this.#changed = changed
    this.#disk = Promise.resolve().then(() => this.#open())
  }

  get problem(): DiskTrouble {
    return this.#problem
  }

  /** Returns what is kept beside the rows: nothing without a disk. */
  async load(): Promise<Kept> {
    try {
      return (await (await this.#disk)?.kept()) ?? NOTHING
    } catch {
      this.#fail('no-storage')
      return NOTHING
    }
  }

  /** Reads the rows in slices; tells whether all of them came. */
  async read(take: (rows: AnyRecord[]) => void): Promise<boolean> {
    try {
      await (await this.#disk)?.read(take)
      return true
    } catch {
      // From here on it can't be told what is on disk, so no cursor is written there.
      this.#hasHole = true
      this.#fail('no-storage')
      return false
    }
  }

  /**
   * Writes a change; those of the same things in their order. Tells whether it is on disk now; never rejects: what
   * fails shows in `problem`.
   */
  write(change: Change): Promise<boolean> {
    const written = this.#write(change)
    this.#latest = Promise.all([this.#latest, written])
    return written
  }

  /** Waits until all is written. */
  async idle(): Promise<void> {
    await this.#latest
  }

  async close(): Promise<void> {
    await this.#latest
    ;(await this.#disk)?.close()
  }

  /** Closes the disk, and removes all that is on it. */
  async remove(): Promise<void> {
    await this.close()
    if (this.#factory) await removeDisk(this.#factory, this.#name)
  }

  async #open(): Promise<Disk | null> {
    try {
      if (this.#factory) {
        const disk = await openDisk(this.#factory, this.#name, {
          outdated: () => this.#fail('outdated'),
          blocked: () => this.#fail('blocked'),
        })
        if (this.#problem === 'blocked') this.#fail(null)
        return disk
      }
      this.#fail('no-storage')
    } catch (error) {
      this.#fail((error as Error).name === 'VersionError' ? 'outdated' : 'no-storage')
    }
    return null
  }

  async #write({ rows, gone, cursors, ...own }: Change): Promise<boolean> {
    const disk = await this.#disk
    try {
      await disk?.write(this.#hasHole ? own : { rows, gone, cursors, ...own })
      return disk !== null
    } catch (error) {
      if (rows?.length || gone?.length || cursors) this.#hasHole = true
      if (this.#problem === null) {
        this.#fail((error as Error)?.name === 'QuotaExceededError' ? 'storage-full' : 'no-storage')
      }
      return false
    }
  }

  #fail(problem: DiskTrouble): void {
    this.#problem = problem
    this.#changed()
  }
}
