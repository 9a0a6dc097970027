/** The replica on disk: rows, what waits to be sent, cursors. One IndexedDB for each account. */
import { rowKeyOf } from './nouns.ts'
import { nameOf, type Mutation, type Refusal, type Sent } from './mutations.ts'
import type { AnyRecord, Noun } from './records.ts'

/** Raised when the form of rows changes: rows are fetched anew then, what waits is kept. */
const VERSION = 1
const SLICE = 500
/** So many rows are handed over before the page may do something else. */
const AT_ONCE = 100
/** The order in which rows are read: what a list needs first, what is done last. */
const ORDER: readonly Noun[] = [
  'settings',
  'placement',
  'label',
  'filter',
  'project',
  'member',
  'section',
  'task',
  'reminder',
  'comment',
  'occurrence',
]
const CLOSED_TASK = 'y'

/** What is written where. */
const PARTS = {
  rows: ['rows', 'gone'],
  cursors: ['cursors'],
  waiting: ['waiting', 'answered'],
  refusals: ['refusals', 'dismissed'],
  meta: ['clock'],
} as const
type Name = keyof typeof PARTS
const STORES = Object.keys(PARTS) as Name[]

/** A row by its noun and key. */
export interface Named {
  noun: Noun
  key: string
}

/** What is written in one transaction. */
export interface Change {
  rows?: AnyRecord[]
  gone?: Named[]
  /** By scope, null for one that is not read any more. */
  cursors?: Record<string, string | null>
  waiting?: Mutation[]
  answered?: Sent[]
  refusals?: Refusal[]
  dismissed?: string[]
  /** The clock's latest moment. */
  clock?: string
}

/** What is on disk but for the rows. */
export interface Kept {
  cursors: Record<string, string>
  waiting: Mutation[]
  refusals: Refusal[]
  clock: string | null
}

export interface Disk {
  kept(): Promise<Kept>
  /** Reads all rows in slices, with a pause after each so that the page stays quick. */
  read(take: (rows: AnyRecord[]) => void): Promise<void>
  /** Writes all of a change or nothing. Rejects when the storage is full. */
  write(change: Change): Promise<void>
  close(): void
}

/** Returns the name of an account's database. */
export function nameOfDisk(personId: string): string {
  return `tasklark-${personId}`
}

/** What is told of a disk beside what is done with it. */
export interface Told {
  /** A newer version of the app has taken the disk over. */
  outdated?: () => void
  /** Another page does not let go of a disk whose form changes; the opening goes on when it does. */
  blocked?: () => void
}

/** Opens the disk of an account. Rejects with a `VersionError` when it is that of a newer version of the app. */
export async function openDisk(
  factory: IDBFactory,
  name: string,
  { outdated, blocked }: Told = {},
  version = VERSION,
): Promise<Disk> {
  const opening = factory.open(name, version)
  opening.onblocked = () => blocked?.()
  opening.onupgradeneeded = () => {
    const { result: database } = opening
    for (const fetched of ['rows', 'cursors']) {
      if (database.objectStoreNames.contains(fetched)) database.deleteObjectStore(fetched)
      database.createObjectStore(fetched)
    }
    for (const own of ['waiting', 'refusals', 'meta']) {
      if (!database.objectStoreNames.contains(own)) database.createObjectStore(own)
    }
  }
  const database = await done(opening)
  database.onversionchange = () => {
    database.close()
    outdated?.()
  }
  return {
    kept: () => kept(database),
    read: (take) => read(database, take),
    write: (change) => write(database, change),
    close: () => database.close(),
  }
}

/** Removes the disk of an account, with all that is on it. */
export async function removeDisk(factory: IDBFactory, name: string): Promise<void> {
  await done(factory.deleteDatabase(name))
}

async function kept(database: IDBDatabase): Promise<Kept> {
  const reading = database.transaction(['cursors', 'waiting', 'refusals', 'meta'])
  const all = <T>(store: string) => done(reading.objectStore(store).getAll()) as Promise<T[]>
  const cursors = reading.objectStore('cursors')
  const [scopes, read, waiting, refusals, clock] = await Promise.all([
    done(cursors.getAllKeys()),
    done(cursors.getAll()),
    all<Mutation>('waiting'),
    all<Refusal>('refusals'),
    done(reading.objectStore('meta').get('clock')),
  ])
  waiting.sort((a, b) => (a.client === b.client ? a.n - b.n : a.client < b.client ? -1 : 1))
  const cursorOf = Object.fromEntries(scopes.map((scope, i) => [String(scope), read[i] as string]))
  return { cursors: cursorOf, waiting, refusals, clock: clock ?? null }
}

async function read(database: IDBDatabase, take: (rows: AnyRecord[]) => void): Promise<void> {
  let after: IDBValidKey | undefined
  for (;;) {
    const rows = database.transaction('rows').objectStore('rows')
    const range = after === undefined ? undefined : IDBKeyRange.lowerBound(after, true)
    const [keys, found] = await Promise.all([
      done(rows.getAllKeys(range, SLICE)),
      done(rows.getAll(range, SLICE)),
    ])
    take(found)
    if (found.length < SLICE) return
    after = keys.at(-1)
    await new Promise((go) => setTimeout(go))
  }
}

function write(database: IDBDatabase, change: Change): Promise<void> {
  return new Promise((resolve, reject) => {
    // Only what is needed: a mutation need not wait for a page of rows.
    const needed = STORES.filter((store) => PARTS[store].some((part) => change[part]))
    if (!needed.length) return resolve()
    const writing = database.transaction(needed, 'readwrite')
    writing.oncomplete = () => resolve()
    writing.onabort = () => reject(writing.error)
    put(writing, change)
    // What people did is asked to be kept in this same task: left to itself the transaction would wait for an
    // answer first, and end with nothing written where the page ends before that. Rows ask more on their way.
    if (!change.rows?.length) writing.commit()
  })
}

function put(writing: IDBTransaction, change: Change): void {
  const into = (store: Name) => writing.objectStore(store)
  for (const { noun, key } of change.gone ?? []) {
    for (const place of placesOf(noun, key)) into('rows').delete(place)
  }
  if (change.rows?.length) putRows(into('rows'), change.rows)
  for (const [scope, cursor] of Object.entries(change.cursors ?? {})) {
    if (cursor === null) into('cursors').delete(scope)
    else into('cursors').put(cursor, scope)
  }
  for (const mutation of change.waiting ?? []) into('waiting').put(mutation, nameOf(mutation))
  for (const mutation of change.answered ?? []) into('waiting').delete(nameOf(mutation))
  for (const refusal of change.refusals ?? []) into('refusals').put(refusal, refusal.id)
  for (const id of change.dismissed ?? []) into('refusals').delete(id)
  if (change.clock) into('meta').put(change.clock, 'clock')
}

/** Puts rows where they belong; what is held of them is asked for only where there is something. */
function putRows(store: IDBObjectStore, rows: readonly AnyRecord[]): void {
  const places = rows.flatMap((row) => placesOf(row.noun, rowKeyOf(row))).sort()
  const keys = store.getAllKeys(IDBKeyRange.bound(places[0], places.at(-1)))
  keys.onsuccess = () => {
    const held = new Set(keys.result)
    const putFrom = (at: number) => {
      for (const row of rows.slice(at, at + AT_ONCE)) putRow(store, row, held)
      // Requests are answered in their order: this one when those before are, and the page was free meanwhile.
      if (at + AT_ONCE < rows.length) {
        store.getKey(places[0]!).onsuccess = () => putFrom(at + AT_ONCE)
      }
    }
    putFrom(0)
  }
}

/** Puts a row where it belongs, unless another tab has put a newer one. */
function putRow(store: IDBObjectStore, row: AnyRecord, held: ReadonlySet<IDBValidKey>): void {
  const places = placesOf(row.noun, rowKeyOf(row))
  const place = (row.noun === 'task' && row.completed ? places[1] : places[0])!
  const taken = places.filter((each) => held.has(each))
  if (!taken.length) return void store.put(row, place)
  let asked = taken.length
  let isNewest = true
  for (const each of taken) {
    const asking = store.get(each) as IDBRequest<AnyRecord | undefined>
    asking.onsuccess = () => {
      if (asking.result && asking.result.updated_at > row.updated_at) isNewest = false
      if (--asked || !isNewest) return
      for (const other of taken) if (other !== place) store.delete(other)
      store.put(row, place)
    }
  }
}

/** Returns where a row can lie: tasks that are done apart from the open ones, to be read last. */
function placesOf(noun: Noun, key: string): string[] {
  const place = `${String.fromCharCode(97 + ORDER.indexOf(noun))}/${key}`
  return noun === 'task' ? [place, `${CLOSED_TASK}/${key}`] : [place]
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
