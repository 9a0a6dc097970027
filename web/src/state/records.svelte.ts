/** The replica as components see it: reading subscribes, and each change of a noun wakes its readers. */
import { createSubscriber } from 'svelte/reactivity'
import type { Noun, RecordOf } from '../sync/records.ts'
import { current } from './current.svelte.ts'

/** All records of one noun. */
export class Collection<N extends Noun> {
  readonly #noun: N
  readonly #follow: () => void

  constructor(noun: N) {
    this.#noun = noun
    this.#follow = createSubscriber((update) => current().replica.subscribe(noun, update))
  }

  /** Living records, what is in the trash left out; the same array until one changes. */
  get all(): readonly RecordOf<N>[] {
    const { replica } = current()
    this.#follow()
    return replica.all(this.#noun)
  }

  /** Returns the living record of an id, if there is one. */
  get(id: string): RecordOf<N> | undefined {
    const { replica } = current()
    this.#follow()
    return replica.get(this.#noun, id)
  }

  /** Returns the living records under one: sub-tasks, comments of a task, members of a project. */
  of(above: string): readonly RecordOf<N>[] {
    const { replica } = current()
    this.#follow()
    return replica.of(this.#noun, above)
  }
}

export const tasks = new Collection('task')
export const projects = new Collection('project')
export const sections = new Collection('section')
export const labels = new Collection('label')
export const comments = new Collection('comment')
export const reminders = new Collection('reminder')
export const occurrences = new Collection('occurrence')
export const members = new Collection('member')
export const placements = new Collection('placement')
export const filters = new Collection('filter')
const allSettings = new Collection('settings')

/** The account's settings; what a new account has until they are there. */
export function settings(): {
  id: string | null
  time_zone: string
  language: 'en' | 'de'
  week_start: 'monday' | 'saturday' | 'sunday'
  extras: Record<string, unknown>
} {
  return allSettings.all[0] ?? (before ??= { ...BEFORE, time_zone: ownZone() })
}

const BEFORE = { id: null, language: 'en', week_start: 'monday', extras: {} } as const
let before: (typeof BEFORE & { time_zone: string }) | undefined

/** Returns the browser's own time zone. The first that asks `Intl` for anything waits until it is loaded. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
