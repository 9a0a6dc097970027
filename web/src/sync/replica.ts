/** The records in memory: what the server told, with what waits to be sent on top. */
import { hangsOnTask, isKnown, keyOf, mayBeCopied, rowKeyOf, scopeOf } from './nouns.ts'
import { nameOf, withEffect, type Effect, type Mutation } from './mutations.ts'
import { NOUNS, type AnyRecord, type Noun, type RecordOf } from './records.ts'

/** What a record is found by in `of`: its parent task or project, the task it hangs on, its project. */
const ABOVE: Partial<Record<Noun, string>> = {
  task: 'parent_id',
  project: 'parent_id',
  section: 'project_id',
  member: 'project_id',
  comment: 'task_id',
  reminder: 'task_id',
  occurrence: 'task_id',
}

/** What state and acts see. Records and arrays are never changed, but replaced. */
export interface Replica {
  /** Returns the living records of a noun; the same array until one of them changes. */
  all<N extends Noun>(noun: N): readonly RecordOf<N>[]
  /** Returns the living records under one: sub-tasks, comments of a task, sections of a project, … */
  of<N extends Noun>(noun: N, above: string): readonly RecordOf<N>[]
  /** Returns the living record of an id (of a member: `project_id/id`), if there is one. */
  get<N extends Noun>(noun: N, id: string): RecordOf<N> | undefined
  /** Calls back after changes of a noun, once for all of one moment. Returns what ends that. */
  subscribe(noun: Noun, told: () => void): () => void
}

interface Table {
  /** What the server told, by the keys of rows. */
  base: Map<string, AnyRecord>
  /** What was seen ahead of the first reading, shown until that tells it too or is through. */
  ahead: Map<string, AnyRecord>
  /** The keys of rows by the key of what they are, where projects may have copies of one id. */
  copies: Map<string, Set<string>>
  /** What is shown: that, with what waits on top. The same objects where nothing waits. */
  shown: Map<string, AnyRecord>
  waiting: Map<string, { mutation: Mutation; effect: Effect }[]>
  /** The keys of what is shown, by what it is under. */
  under: Map<string, Set<string>>
  living: readonly AnyRecord[] | null
  grouped: Map<string, readonly AnyRecord[]>
  told: Set<() => void>
}

/** The replica as the engine fills it. `personId` is the id of the person's own scope. */
export class Store implements Replica {
  readonly #personId: string
  readonly #tables = new Map<Noun, Table>(NOUNS.map((noun) => [noun, newTable()]))
  #dirty = new Set<Noun>()
  /** Nouns that have changed and whose listeners wait, and whether they are to wait. */
  #late = new Set<Noun>()
  #isHushed = false

  constructor(personId: string) {
    this.#personId = personId
  }

  all<N extends Noun>(noun: N): readonly RecordOf<N>[] {
    const table = this.#table(noun)
    if (table.living === null) {
      table.living = [...table.shown.values()].filter((record) => this.#isLiving(record))
    }
    return table.living as readonly RecordOf<N>[]
  }

  of<N extends Noun>(noun: N, above: string): readonly RecordOf<N>[] {
    const { grouped } = this.#table(noun)
    let group = grouped.get(above)
    if (!group) {
      group = this.below(noun, above).filter((record) => this.#isLiving(record))
      grouped.set(above, group)
    }
    return group as readonly RecordOf<N>[]
  }

  get<N extends Noun>(noun: N, id: string): RecordOf<N> | undefined {
    const record = this.#table(noun).shown.get(id)
    return record && this.#isLiving(record) ? (record as RecordOf<N>) : undefined
  }

  subscribe(noun: Noun, told: () => void): () => void {
    const { told: all } = this.#table(noun)
    all.add(told)
    return () => void all.delete(told)
  }

  /** Returns a record as it is shown, also one in the trash. */
  peek<N extends Noun>(noun: N, key: string): RecordOf<N> | undefined {
    return this.#table(noun).shown.get(key) as RecordOf<N> | undefined
  }

  /** Returns all records of a noun as they are shown, those in the trash too. */
  every<N extends Noun>(noun: N): Iterable<RecordOf<N>> {
    return this.#table(noun).shown.values() as Iterable<RecordOf<N>>
  }

  /** Returns the records under one as they are shown, those in the trash too. */
  below<N extends Noun>(noun: N, above: string): RecordOf<N>[] {
    const { under, shown } = this.#table(noun)
    return Array.from(under.get(above) ?? [], (key) => shown.get(key) as RecordOf<N>)
  }

  /** Tells whether the server told a row, by its key as a row. */
  holds(noun: Noun, rowKey: string): boolean {
    return this.#table(noun).base.has(rowKey)
  }

  /** Takes in a row of the server, unless a newer one is here. Tells whether it did. */
  take(row: AnyRecord): boolean {
    if (!isKnown(row.noun)) return false
    const [key, rowKey] = [keyOf(row), rowKeyOf(row)]
    const { base, copies } = this.#table(row.noun)
    const held = base.get(rowKey)
    if (held && (held.updated_at > row.updated_at || isSame(held, row))) return false
    base.set(rowKey, row)
    if (mayBeCopied(row.noun)) index(copies, rowKey, null, key)
    this.#show(row.noun, key)
    return true
  }

  /** Forgets a row that is gone from a scope, if it is held there. Tells whether it was. */
  drop(scope: string, noun: Noun, rowKey: string): boolean {
    const { base, copies } = this.#table(noun)
    const held = base.get(rowKey)
    if (!held || scopeOf(held, this.#personId) !== scope) return false
    base.delete(rowKey)
    if (mayBeCopied(noun)) index(copies, rowKey, keyOf(held), null)
    this.#show(noun, keyOf(held))
    return true
  }

  /** Forgets all that was told in a scope; returns it. */
  forget(scope: string): AnyRecord[] {
    const found: AnyRecord[] = []
    for (const { base } of this.#tables.values()) {
      for (const row of base.values()) {
        if (scopeOf(row, this.#personId) === scope) found.push(row)
      }
    }
    for (const row of found) this.drop(scope, row.noun, rowKeyOf(row))
    return found
  }

  /** Shows tasks ahead of the first reading, in place of those that were shown so before. */
  foresee(rows: readonly AnyRecord[]): void {
    const { ahead } = this.#table('task')
    const before = [...ahead.keys()]
    ahead.clear()
    for (const row of rows) ahead.set(row.id, row)
    for (const id of [...before, ...ahead.keys()]) this.#show('task', id)
    this.catchUp()
  }

  /** Has all listeners wait while thousands of rows come, or wait no more: each word has lists made anew. */
  hush(isHushed: boolean): void {
    this.#isHushed = isHushed
    if (!isHushed) this.catchUp()
  }

  /** Tells what those have missed who wait. */
  catchUp(): void {
    for (const noun of this.#late) this.#notify(noun)
    this.#late.clear()
  }

  /** Puts a mutation on top of what the server told, in the order of stamps. */
  cover(mutation: Mutation): void {
    for (const effect of mutation.effects) {
      for (const key of effect.keys) {
        const { waiting } = this.#table(effect.noun)
        const covers = [...(waiting.get(key) ?? []), { mutation, effect }]
        covers.sort((a, b) => (a.mutation.stamp < b.mutation.stamp ? -1 : 1))
        waiting.set(key, covers)
        this.#show(effect.noun, key)
      }
    }
    this.catchUp()
  }

  /** Takes a mutation off again; with `own`, only from its record itself, not from what went along. */
  uncover(mutation: Mutation, { own = false } = {}): void {
    const name = nameOf(mutation)
    for (const effect of own ? mutation.effects.slice(0, 1) : mutation.effects) {
      for (const key of effect.keys) {
        const { waiting } = this.#table(effect.noun)
        const rest = (waiting.get(key) ?? []).filter((each) => nameOf(each.mutation) !== name)
        if (rest.length) waiting.set(key, rest)
        else waiting.delete(key)
        this.#show(effect.noun, key)
      }
    }
  }

  #table(noun: Noun): Table {
    return this.#tables.get(noun)!
  }

  /** Returns a record as the server told it: of copies the first that was made, of its rows the latest. */
  #told(noun: Noun, key: string): AnyRecord | undefined {
    const { base, ahead, copies } = this.#table(noun)
    if (!mayBeCopied(noun)) return base.get(key) ?? ahead.get(key)
    const rows = Array.from(copies.get(key) ?? [], (rowKey) => base.get(rowKey)!)
    return rows.reduce<AnyRecord | undefined>(
      (first, row) => (first && isBefore(first, row) ? first : row),
      undefined,
    )
  }

  #isLiving(record: AnyRecord): boolean {
    if (record.deleted_at !== null) return false
    if (!hangsOnTask(record.noun)) return true
    return this.get('task', (record as { task_id: string }).task_id) !== undefined
  }

  #show(noun: Noun, key: string): void {
    const { shown, waiting, under } = this.#table(noun)
    const before = shown.get(key)
    let after = this.#told(noun, key)
    for (const { mutation, effect } of waiting.get(key) ?? []) {
      after = withEffect(after, mutation, effect)
    }
    if (after === before) return
    if (after) shown.set(key, after)
    else shown.delete(key)
    index(under, key, above(before), above(after))
    this.#changed(noun)
    if (noun === 'task' && isThere(before) !== isThere(after)) {
      for (const hanging of NOUNS) if (hangsOnTask(hanging)) this.#changed(hanging)
    }
  }

  #changed(noun: Noun): void {
    const table = this.#table(noun)
    table.living = null
    table.grouped.clear()
    if (this.#isHushed) this.#late.add(noun)
    else this.#notify(noun)
  }

  #notify(noun: Noun): void {
    if (!this.#dirty.size) queueMicrotask(() => this.#tell())
    this.#dirty.add(noun)
  }

  #tell(): void {
    const dirty = this.#dirty
    this.#dirty = new Set()
    for (const noun of dirty) for (const told of [...this.#table(noun).told]) told()
  }
}

function newTable(): Table {
  return {
    base: new Map(),
    ahead: new Map(),
    copies: new Map(),
    shown: new Map(),
    waiting: new Map(),
    under: new Map(),
    living: null,
    grouped: new Map(),
    told: new Set(),
  }
}

function isThere(record: AnyRecord | undefined): boolean {
  return record !== undefined && record.deleted_at === null
}

/** Tells whether two rows are one version, also of their stamps: one may be borne out without a new version. */
function isSame(held: AnyRecord, row: AnyRecord): boolean {
  return (
    held.updated_at === row.updated_at && JSON.stringify(held.stamps) === JSON.stringify(row.stamps)
  )
}

/**
 * Tells whether a row is the record of their id rather than another. Whoever shares a project can copy an id into it,
 * and must not hide what it was copied from; what moves is in two projects until the one is read again.
 */
function isBefore(row: AnyRecord, other: AnyRecord): boolean {
  if (row.created_at !== other.created_at) return row.created_at < other.created_at
  return row.updated_at > other.updated_at
}

function above(record: AnyRecord | undefined): string | null {
  const field = record && ABOVE[record.noun]
  return (field && (record as unknown as Record<string, string | null>)[field]) ?? null
}

function index(
  under: Map<string, Set<string>>,
  key: string,
  before: string | null,
  after: string | null,
): void {
  if (before === after) return
  if (before !== null) {
    const keys = under.get(before)
    keys?.delete(key)
    if (!keys?.size) under.delete(before)
  }
  if (after === null) return
  const keys = under.get(after)
  if (keys) keys.add(key)
  else under.set(after, new Set([key]))
}
