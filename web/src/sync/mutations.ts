/** What a person did, as it waits to be sent: what goes to the server, and what it does to records here. */
import { elementOf, fieldOf, setsOf, stampOf } from './nouns.ts'
import type { AnyRecord, Noun, Verb } from './records.ts'

/** Values that a mutation gives to records here at once; `make` is a record that it makes. */
export interface Effect {
  noun: Noun
  keys: string[]
  set?: Record<string, unknown>
  make?: AnyRecord
}

/**
 * One thing that was done, the `n`-th of a client. Its first effect is on the record itself, the others are on
 * what goes along with it (sub-tasks, a new project's placement).
 */
export interface Mutation {
  client: string
  n: number
  noun: Noun
  verb: Verb
  id: string
  set: Record<string, unknown>
  stamp: string
  effects: Effect[]
}

/** Why the server refused something, in its words. */
export interface Problem {
  code: string
  detail: string
  errors?: { field: string; message: string }[]
}

/** What the server refused, with the values, so that they can be kept. */
export interface Refusal {
  id: string
  noun: Noun
  verb: Verb
  record_id: string
  set: Record<string, unknown>
  problem: Problem
  at: string
}

/** What tells a mutation from all others. */
export interface Sent {
  client: string
  n: number
}

/** Returns the name of a mutation, the same in all tabs. */
export function nameOf(mutation: Sent): string {
  return `${mutation.client}/${mutation.n}`
}

/**
 * Returns a record with an effect of a mutation on it; undefined where there is no record. What was written later
 * elsewhere stays; an occurrence that is not the open one any more has been completed already.
 */
export function withEffect(
  record: AnyRecord | undefined,
  mutation: Mutation,
  effect: Effect,
): AnyRecord | undefined {
  if (effect.make) return record ?? effect.make
  if (!record || !effect.set) return record
  if (effect !== mutation.effects[0]) return withValues(record, effect.set)
  const occurrence = mutation.set.occurrence
  if (occurrence !== undefined) {
    const isOpen = record.noun === 'task' && record.repeat?.occurrence === occurrence
    return isOpen && !record.completed ? withValues(record, effect.set) : record
  }
  const isStamped = mutation.verb === 'change' || mutation.verb === 'complete'
  return withValues(record, effect.set, isStamped ? mutation.stamp : undefined)
}

/** Returns a record with values set, whole fields and elements (`labels/x`); with a stamp, those it wins. */
export function withValues(
  record: AnyRecord,
  values: Record<string, unknown>,
  stamp?: string,
): AnyRecord {
  const after: Record<string, unknown> = { ...record }
  for (const [name, value] of Object.entries(values)) {
    if (stamp !== undefined && stamp <= stampOf(record, name)) continue
    const element = elementOf(name)
    const field = fieldOf(name)
    if (element === null || !setsOf(record.noun).includes(field)) after[name] = value
    else
      after[field] = withElement((after[field] ?? []) as string[], field, element, value === true)
  }
  return after as unknown as AnyRecord
}

function withElement(present: string[], field: string, element: string, isIn: boolean): string[] {
  // Names that differ in their case only are one label.
  const fold = (name: string) => (field === 'labels' ? name.normalize('NFC').toLowerCase() : name)
  const wanted = fold(element)
  const rest = present.filter((each) => fold(each) !== wanted)
  if (!isIn) return rest
  return rest.length < present.length ? present : [...present, element]
}
