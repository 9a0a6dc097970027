/** The engine at work: puts replica, disk, tabs and server together. */
import { newName } from '../lib/ids.ts'
import { Adoption } from './adoption.ts'
import { breather } from './breather.ts'
import { momentOf, newClock, type Clock } from './clock.ts'
import { nameOfDisk } from './disk.ts'
import { resolved } from './edits.ts'
import type { Engine, Options, Status, Trouble } from './engine.ts'
import { Arrival, Glance } from './glance.ts'
import { Keeper } from './keeper.ts'
import { Lead } from './live.ts'
import { nameOf, type Mutation, type Refusal, type Sent } from './mutations.ts'
import { Outbox, refusalOf } from './outbox.ts'
import { Reader } from './pull.ts'
import type { AnyRecord, Edit } from './records.ts'
import { Store } from './replica.ts'
import { Failure, server, type Server } from './requests.ts'
import { Runner } from './runner.ts'
import { openTabs, type Channel, type Message, type Tabs } from './tabs.ts'

/** Where engines of all accounts hear who has signed in: their session may be somebody else's now. */
const SESSIONS = 'tasklark-sessions'

export class Running implements Engine {
  readonly replica: Store
  readonly #options: Required<Options>
  readonly #client = newName()
  readonly #clock: Clock
  readonly #outbox = new Outbox()
  readonly #reader: Reader
  readonly #keeper: Keeper
  readonly #tabs: Tabs
  readonly #sessions: Channel
  readonly #runner: Runner
  readonly #adoption: Adoption
  readonly #glance: Glance
  readonly #arrival: Arrival
  readonly #lead: Lead
  readonly #server: Server
  readonly #closing = new AbortController()
  readonly #told = new Set<() => void>()
  readonly #waiters = new Set<() => void>()
  /** Other tabs that could not keep what they wrote: it is on disk from here. */
  readonly #keptFor = new Set<string>()
  /** What is answered but whose consequences elsewhere are not read yet, with the moment of the answer. */
  #settling: { mutation: Mutation; stamp: string }[] = []
  #heard: Message[] | null = []
  readonly #breathe = breather()
  #n = 0
  #isFirst = false
  #trouble: 'signed-out' | 'forbidden' | null = null
  #latest = ''
  status: Status = {
    online: true,
    waiting: 0,
    loading: true,
    isFirst: false,
    hasGlanced: false,
    problem: null,
  }
  refusals: readonly Refusal[] = []

  constructor(options: Required<Options>) {
    this.#options = options
    const { personId, now } = options
    const name = nameOfDisk(personId)
    this.replica = new Store(personId)
    this.#clock = newClock(this.#client, now)
    this.#reader = new Reader(this.replica, this.#clock, personId, this.#pause)
    this.#arrival = new Arrival(this.replica)
    this.#glance = new Glance(this.replica, this.#reader, () => this.#changed())
    this.#outbox.own(this.#client)
    this.#keeper = new Keeper(options.indexedDB, name, () => this.#changed())
    this.#server = server(options.fetch, this.#closing.signal)
    this.#runner = new Runner({
      next: () => this.#next(),
      done: (failure) => this.#done(failure),
      rested: () => this.#changed(),
      delay: options.delay,
    })
    this.#tabs = openTabs({
      name,
      client: this.#client,
      locks: options.locks ?? undefined,
      open: options.channel,
      heard: (message) => (this.#heard ? this.#heard.push(message) : this.#hear(message)),
    })
    this.#adoption = new Adoption({
      client: this.#client,
      outbox: this.#outbox,
      keeper: this.#keeper,
      tabs: this.#tabs,
      run: () => this.#runner.run(),
    })
    this.#lead = new Lead({
      open: options.stream,
      moved: (scopes) => this.#want(scopes),
      present: options.present,
      // Without locks all tabs lead: only those that are seen, since a browser opens few connections.
      isWanted: () => !this.#trouble && (options.locks !== null || isSeen()),
    })
    this.#sessions = options.channel(SESSIONS)
    this.#sessions.onmessage = ({ data }) => this.#meet(data as string)
    this.#sessions.postMessage(personId)
    void this.#load()
    this.#followPage()
  }

  mutate(edits: readonly Edit[]): void {
    if (this.#closing.signal.aborted) throw new Error('the engine is closed')
    const last = new Map<string, string>()
    // What components hold may be proxies, which can be neither sent to other tabs nor put on disk.
    const plain = JSON.parse(JSON.stringify(edits)) as Edit[]
    const mutations = plain.map((edit) => this.#do(edit, last))
    this.#tabs.tell({ kind: 'edits', mutations })
    this.#changed()
    // First to the disk, then to the server: what is lost on its way is still here.
    void this.#keeper.write({ waiting: mutations, clock: this.#clock.latest }).then((isKept) => {
      if (!isKept) this.#tabs.tell({ kind: 'unkept', mutations })
      this.#outbox.keep(mutations)
      this.#runner.run()
    })
  }

  follow(told: () => void): () => void {
    this.#told.add(told)
    return () => void this.#told.delete(told)
  }

  dismiss(id: string): void {
    this.#hearDismissed(id)
    this.#tabs.tell({ kind: 'dismissed', id })
    void this.#keeper.write({ dismissed: [id] })
  }

  wake(): void {
    this.#trouble = null
    this.#reader.doubt()
    this.#runner.run({ now: true })
    this.#changed()
  }

  async settled(): Promise<void> {
    while (!this.#isAtRest) {
      await new Promise<void>((resolve) => this.#waiters.add(resolve))
      await this.#keeper.idle()
    }
  }

  async close(): Promise<void> {
    this.#end()
    await this.#keeper.close()
  }

  async wipe(): Promise<void> {
    this.#tabs.tell({ kind: 'wiped' })
    this.#end()
    await this.#keeper.remove()
  }

  get #isAtRest(): boolean {
    const isDone = !this.#outbox.size && !this.#reader.isWanted && !this.#settling.length
    return isDone && !this.#heard && !this.#runner.isBusy
  }

  /** Shows what is on disk, then hears the others and asks the server. */
  async #load(): Promise<void> {
    const kept = await this.#keeper.load()
    this.#clock.see(kept.clock)
    this.refusals = kept.refusals
    for (const mutation of kept.waiting) this.#cover(mutation)
    const isRead = await this.#keeper.read((rows) => {
      for (const row of rows) {
        this.replica.take(row)
        this.#reader.see(row)
      }
      this.#arrival.add(rows.length)
    })
    if (isRead) this.#reader.begin(kept.cursors)
    this.#isFirst = this.#reader.isFresh
    if (!this.#isFirst) this.#arrival.end()
    if (this.#closing.signal.aborted) return
    if (this.#isFirst && this.#options.glance)
      void this.#glance.look(this.#server.tasks(this.#options.glance))
    const heard = this.#heard ?? []
    this.#heard = null
    for (const message of heard) this.#hear(message)
    for (const client of this.#outbox.clients) this.#adoption.watch(client)
    this.#tabs.whenLeading(() => this.#lead.take())
    this.#changed()
    this.#runner.run()
  }

  #do(edit: Edit, last: Map<string, string>): Mutation {
    const { now, next, personId, userId, inboxId } = this.#options
    const stamp = this.#clock.tick()
    const account = { personId, userId, inboxId }
    const moment = momentOf(stamp)
    const around = { store: this.replica, account, now: now(), moment, next, last }
    const { noun, id } = edit
    const mutation = {
      client: this.#client,
      n: ++this.#n,
      noun,
      id,
      stamp,
      ...resolved(edit, around),
    }
    this.#cover(mutation)
    return mutation
  }

  #cover(mutation: Mutation): void {
    if (!this.#outbox.add(mutation)) return
    this.#clock.see(mutation.stamp)
    this.replica.cover(mutation)
  }

  #next(): (() => Promise<void>) | null {
    if (this.#heard || this.#trouble) return null
    // What is read first tells whose session this is: nothing of one account is sent to another.
    if (this.#reader.isVerified && this.#outbox.isReady) return () => this.#push()
    if (this.#reader.isWanted || this.#outbox.isReady) return () => this.#pull()
    return null
  }

  async #push(): Promise<void> {
    const { stamp, outcomes } = await this.#outbox.send(this.#server)
    if (!outcomes.length) return
    if (stamp) this.#clock.see(stamp)
    const at = new Date(this.#options.now()).toISOString()
    const refused = outcomes.filter(({ outcome }) => outcome.status === 'refused')
    const answered = outcomes.map(({ mutation: { client, n } }) => ({ client, n }))
    const told = {
      answered,
      refusals: refused.map(({ mutation, outcome }) => refusalOf(mutation, outcome, at)),
      rows: outcomes.flatMap(({ outcome }) => outcome.row ?? []),
      stamp: stamp ?? '',
    }
    const { rows, refusals } = this.#finish(told)
    this.#tabs.tell({ kind: 'answered', ...told })
    void this.#keeper.write({ rows, answered, refusals, clock: this.#clock.latest })
    if (this.#settling.length) this.#reader.want(null)
  }

  async #pull(): Promise<void> {
    const { pulled, since, change, settled } = await this.#reader.read(this.#server)
    await this.#pause()
    this.#tabs.tell({ kind: 'pulled', pulled, since })
    void this.#keeper.write(change)
    // By itself: an edit, which is written with the clock too, need not wait for the rows.
    void this.#keeper.write({ clock: this.#clock.latest })
    this.#glance.show()
    if (this.#isFirst && settled === null) this.#arrival.add(change.rows?.length ?? 0)
    if (settled === null) return
    if (this.#isFirst) {
      this.#isFirst = false
      this.#glance.end()
      this.#arrival.end()
    }
    this.#settle(settled)
    this.#tabs.tell({ kind: 'settled', stamp: settled })
  }

  /** Takes in answers: rows as they are now, what was refused; what waited waits no more. */
  #finish(told: { answered: Sent[]; refusals: Refusal[]; rows: AnyRecord[]; stamp: string }) {
    const rows = told.rows.filter((row) => this.#reader.answer(row, told.stamp))
    const refused = new Set(told.refusals.map(({ id }) => id))
    for (const sent of told.answered) {
      const mutation = this.#outbox.remove(sent)
      if (!mutation) continue
      const isOn = !refused.has(nameOf(sent)) && mutation.effects.length > 1
      this.replica.uncover(mutation, { own: isOn })
      // What goes along comes with the next reading, and must not fall back until then.
      if (isOn) this.#settling.push({ mutation, stamp: told.stamp })
    }
    const refusals = told.refusals.filter((refusal) => !this.#isConsequence(refusal))
    this.refusals = [...this.refusals, ...refusals]
    this.#adoption.release()
    return { rows, refusals }
  }

  /** Tells whether something was refused only since the record's making was, which is told already. */
  #isConsequence({ noun, record_id, verb, problem }: Refusal): boolean {
    const made = (each: Refusal) => each.verb === 'create' && each.record_id === record_id
    return verb !== 'create' && problem.code === `${noun}.not_found` && this.refusals.some(made)
  }

  /** Lets the page do something else, if it is time for that. */
  readonly #pause = async (): Promise<void> => {
    await this.#breathe()
    if (this.#closing.signal.aborted) throw new Failure(0, { code: 'closed', detail: 'closed' })
  }

  #settle(stamp: string): void {
    const settled = this.#settling.filter((each) => each.stamp < stamp)
    this.#settling = this.#settling.filter((each) => each.stamp >= stamp)
    for (const { mutation } of settled) this.replica.uncover(mutation)
  }

  #hear(message: Message): void {
    if (message.kind === 'edits') {
      for (const mutation of message.mutations) this.#cover(mutation)
      for (const { client } of message.mutations) this.#adoption.watch(client)
    } else if (message.kind === 'unkept') {
      for (const { client } of message.mutations) this.#keptFor.add(client)
      void this.#keeper.write({ waiting: message.mutations })
    } else if (message.kind === 'answered') {
      // What was taken over may have been put on disk again after the other tab removed it.
      const isHere = ({ client }: Sent) => this.#adoption.has(client) || this.#keptFor.has(client)
      const answered = message.answered.filter(isHere)
      this.#finish(message)
      if (answered.length) void this.#keeper.write({ answered })
      // The tab that sent it may be gone before it has read what came of it elsewhere.
      if (this.#lead.isTaken && this.#settling.length) this.#want(null)
    } else if (message.kind === 'settled') this.#settle(message.stamp)
    else if (message.kind === 'dismissed') this.#hearDismissed(message.id)
    else if (message.kind === 'pulled') {
      const gone = this.#reader.hear(message.pulled, message.since)
      // A row of an answer may have been written here after the other tab removed it.
      if (gone.length) void this.#keeper.write({ gone })
      this.#runner.run()
    } else if (message.kind === 'wiped') {
      this.#trouble = 'signed-out'
      void this.close()
    }
    this.#changed()
  }

  #hearDismissed(id: string): void {
    this.refusals = this.refusals.filter((refusal) => refusal.id !== id)
    this.#changed()
  }

  /** Somebody has opened the app: another account's session may have taken the place of this one's. */
  #meet(personId: string): void {
    if (personId !== this.#options.personId) this.#reader.doubt()
    else if (this.#trouble === 'signed-out') this.wake()
    this.#runner.run()
  }

  #want(scopes: string[] | null): void {
    this.#reader.want(scopes)
    this.#runner.run()
  }

  #followPage(): void {
    const { signal } = this.#closing
    const back = () => {
      this.#lead.follow()
      if (!isSeen()) return
      this.#reader.want(null)
      this.#runner.run({ now: true })
    }
    globalThis.window?.addEventListener('online', back, { signal })
    globalThis.document?.addEventListener('visibilitychange', back, { signal })
  }

  #done(failure: Failure | null): boolean {
    // What came before it failed is shown as far as it goes.
    if (failure) this.replica.catchUp()
    if (failure?.status === 401) this.#trouble = 'signed-out'
    else if (failure?.status === 403) this.#trouble = 'forbidden'
    this.#changed({ online: !failure || [401, 403, 429].includes(failure.status) })
    return !this.#trouble
  }

  #changed({ online = this.status.online } = {}): void {
    const problem: Trouble = this.#trouble ?? this.#keeper?.problem ?? null
    const isFirst = this.#isFirst
    const hasGlanced = this.#glance.isShown
    const loading = this.#heard !== null || isFirst
    const waiting = this.#outbox.size
    const status: Status = { online, waiting, loading, isFirst, hasGlanced, problem }
    this.#lead.follow()
    if (this.#isAtRest) {
      for (const resolve of this.#waiters) resolve()
      this.#waiters.clear()
    }
    const { refusals } = this
    if (JSON.stringify([status, refusals.length]) === this.#latest) return
    this.#latest = JSON.stringify([status, refusals.length])
    this.status = status
    for (const told of [...this.#told]) told()
  }

  #end(): void {
    this.#closing.abort()
    this.#runner.stop()
    this.#adoption.end()
    this.#lead.end()
    this.#sessions.onmessage = null
    this.#sessions.close()
    this.#tabs.close()
  }
}

function isSeen(): boolean {
  return globalThis.document?.visibilityState !== 'hidden'
}
