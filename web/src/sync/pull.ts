/** What is new at the server: which scopes are to be read, how far each has been, and what comes of a page. */
import type { Clock } from './clock.ts'
import type { Change, Named } from './disk.ts'
import { isKnown, rowKey, rowKeyOf, scopeOf } from './nouns.ts'
import type { AnyRecord } from './records.ts'
import { Failure, type Gone, type Pulled, type ScopeNews, type Server } from './requests.ts'
import type { Store } from './replica.ts'

const PAGE = 500
/** The first page of an account is short: it tells whose session this is, and what the sidebar shows. */
const FIRST_PAGE = 100
/** So many rows are taken in before the page may do something else. */
const AT_ONCE = 50
const SCOPES_MAX = 1_000

type Cursors = Record<string, string | null>

/** A page that was read. */
export interface Page {
  pulled: Pulled
  /** By scope, until when this tab knew all before; null where it did not, or this page is but a part. */
  since: Record<string, string | null>
  change: Change
  /** When the latest reading of all scopes began, if it is through with this page. */
  settled: string | null
}

/** Reads what the server has, page by page. */
export class Reader {
  readonly #store: Store
  readonly #clock: Clock
  readonly #personId: string
  readonly #pause: () => Promise<void>
  #cursors = new Map<string, string>()
  /** Until when, by the server's clock, all of a scope is known here. */
  #knownTo = new Map<string, string>()
  /** Scopes that are read in part: their cursors are in the midst of something. */
  #parts = new Set<string>()
  #wanted = new Set<string>()
  /** Whether all scopes are to be read, and when the server said that this began. */
  #all: { began: string | null } | null = { began: null }
  /** Whether it is known that the session is that of this account. */
  #isVerified = false
  /** When the server last said of a scope or record that it is to be forgotten. */
  #forgotten = new Map<string, string>()

  /** `pause` is awaited now and then while a page is taken in; it throws `Failure` to give that up. */
  constructor(store: Store, clock: Clock, personId: string, pause: () => Promise<void>) {
    this.#pause = pause
    this.#store = store
    this.#clock = clock
    this.#personId = personId
  }

  get isWanted(): boolean {
    return this.#all !== null || this.#wanted.size > 0
  }

  get isVerified(): boolean {
    return this.#isVerified
  }

  /** Whether the account has been read at least once to its end, as far as this page knows. */
  get isFresh(): boolean {
    return !this.#cursors.size
  }

  /** Goes on from cursors that were kept. */
  begin(cursors: Record<string, string>): void {
    this.#cursors = new Map(Object.entries(cursors))
  }

  /** Asks for scopes to be read, or for all. */
  want(scopes: Iterable<string> | null): void {
    if (scopes === null) this.#all = { began: null }
    else for (const scope of scopes) this.#wanted.add(scope)
  }

  /** Has it found out anew whose session it is: somebody else may have signed in. */
  doubt(): void {
    this.#isVerified = false
    this.want(null)
  }

  /** Reads one page. Throws `Failure`; 401 also where the session is another account's. */
  async read(server: Server): Promise<Page> {
    if (this.#all?.began === null) for (const scope of this.#known()) this.#wanted.add(scope)
    const asked = [...this.#wanted].slice(0, SCOPES_MAX - 1)
    // The person's own scope goes along: it tells that this is still their session.
    if (!asked.includes(this.#personId)) asked.unshift(this.#personId)
    const from = Object.fromEntries(asked.map((id) => [id, this.#cursors.get(id) ?? null]))
    const since = Object.fromEntries(
      asked.map((id) => [id, (!this.#parts.has(id) && this.#knownTo.get(id)) || null]),
    )
    for (const scope of asked) this.#wanted.delete(scope)
    let pulled: Pulled
    try {
      pulled = await (this.isFresh ? server.pull(null, FIRST_PAGE) : server.pull(from, PAGE))
      this.#verify(pulled)
    } catch (failure) {
      for (const scope of asked) this.#wanted.add(scope)
      throw failure
    }
    if (this.#all) this.#all.began ??= pulled.stamp
    const taking = this.#taking(pulled, since, true)
    let taken = taking.next()
    for (; !taken.done; taken = taking.next()) await this.#pause()
    const change = taken.value
    const settled = this.#wanted.size ? null : (this.#all?.began ?? null)
    if (settled) this.#all = null
    return { pulled, since, change, settled }
  }

  /**
   * Takes in a page that another tab has read. Rows count in any order; the rest only where the page goes on from
   * what is known here, else this tab reads for itself. Returns what is gone from here.
   */
  hear(pulled: Pulled, since: Record<string, string | null>): Named[] {
    const taking = this.#taking(pulled, since, false)
    let taken = taking.next()
    while (!taken.done) taken = taking.next()
    const { gone } = taken.value
    return gone.filter(({ noun, key }) => !this.#store.holds(noun, key))
  }

  /** Takes a page in, part by part: of what is heard in between, nothing newer is undone. */
  *#taking(pulled: Pulled, since: Record<string, string | null>, isOwn: boolean) {
    const { stamp } = pulled
    this.#clock.see(stamp)
    const change = { rows: [] as AnyRecord[], gone: [] as Named[], cursors: {} as Cursors }
    let seen = 0
    for (const [scope, news] of Object.entries(pulled.scopes)) {
      const known = this.#knownTo.get(scope) ?? ''
      const before = since[scope]
      const isNext = isOwn || (!news.more && before != null && before <= known)
      const counts = () => isNext && stamp > (this.#knownTo.get(scope) ?? '')
      if (counts()) this.#forget(scope, news, stamp, change.gone)
      for (const row of news.rows ?? []) {
        if (!isGone(row)) this.#add(row, change.rows)
        else if (counts()) this.#drop(scope, row, stamp, change.gone)
        if (++seen % AT_ONCE === 0) yield
      }
      if (counts()) this.#advance(scope, news, stamp, change.cursors)
      else if (!isNext && stamp > known && !news.more && isNews(news)) this.#wanted.add(scope)
    }
    return change
  }

  #add(row: AnyRecord, taken: AnyRecord[]): void {
    if (!this.#store.take(row)) return
    this.see(row)
    taken.push(row)
    this.#follow(row)
  }

  #advance(scope: string, news: ScopeNews, stamp: string, cursors: Cursors): void {
    cursors[scope] = news.cursor ?? null
    if (news.cursor) this.#cursors.set(scope, news.cursor)
    else this.#cursors.delete(scope)
    if (news.more) {
      this.#parts.add(scope)
      this.#wanted.add(scope)
    } else {
      this.#parts.delete(scope)
      this.#knownTo.set(scope, stamp)
    }
  }

  /** Takes in the row of an answer, unless what it tells has been forgotten since. Tells whether it did. */
  answer(row: AnyRecord, stamp: string): boolean {
    const forgotten = [scopeOf(row, this.#personId), `${row.noun}/${rowKeyOf(row)}`]
    if (forgotten.some((name) => (this.#forgotten.get(name) ?? '') > stamp)) return false
    this.see(row)
    return this.#store.take(row)
  }

  /** Has the clock go on from the stamps of a row. */
  see(row: AnyRecord): void {
    for (const stamp of Object.values(row.stamps ?? {})) this.#clock.see(stamp)
  }

  #verify(pulled: Pulled): void {
    const own = pulled.scopes[this.#personId]
    if (!own || own.gone) {
      const detail = 'This session is another account’s'
      throw new Failure(401, { code: 'account.other', detail })
    }
    this.#isVerified = true
  }

  #known(): Set<string> {
    const placed = this.#store.all('placement').map((placement) => placement.id)
    return new Set([this.#personId, ...placed, ...this.#cursors.keys()])
  }

  #forget(scope: string, news: ScopeNews, stamp: string, gone: Named[]): void {
    if (!news.reset && !news.gone) return
    this.#forgotten.set(scope, stamp)
    this.#knownTo.delete(scope)
    for (const row of this.#store.forget(scope)) gone.push({ noun: row.noun, key: rowKeyOf(row) })
  }

  #drop(scope: string, row: Gone, stamp: string, gone: Named[]): void {
    if (!isKnown(row.noun)) return
    const key = rowKey(row.noun, scope, row.id)
    if (!this.#store.drop(scope, row.noun, key)) return
    this.#forgotten.set(`${row.noun}/${key}`, stamp)
    gone.push({ noun: row.noun, key })
  }

  /** A placement tells of a project: one that is new is to be read, one that was left is gone. */
  #follow(row: AnyRecord): void {
    if (row.noun !== 'placement') return
    if (row.deleted_at !== null || !this.#cursors.has(row.id)) this.#wanted.add(row.id)
  }
}

function isNews({ rows, reset, gone }: ScopeNews): boolean {
  return Boolean(rows?.length || reset || gone)
}

function isGone(row: AnyRecord | Gone): row is Gone {
  return 'gone' in row && row.gone
}
