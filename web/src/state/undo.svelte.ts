/** The last fifty things that the person did here, each with its way back; they outlive a reload. */
import type { Edit, Noun, Verb } from '../sync/records.ts'
import type { Replica } from '../sync/replica.ts'

const STEPS_MAX = 50

/** What an edit did to one record: what its fields were, and what they became. */
interface Part {
  noun: Noun
  id: string
  verb: Verb
  before: Record<string, unknown>
  after: Record<string, unknown>
}

/** One thing that the person did, in their words. */
export interface Step {
  label: string
  parts: Part[]
}

let done = $state.raw<readonly Step[]>([])
let taken = $state.raw<readonly Step[]>([])
let place: string | null = null

/** The latest step that can be undone, if any; reactive. */
export function undoable(): Step | undefined {
  return done.at(-1)
}

/** The latest step that was undone and can be done again, if any; reactive. */
export function redoable(): Step | undefined {
  return taken.at(-1)
}

/** Reads the steps of an account from this browser. */
export function keepStepsOf(personId: string): void {
  place = `tasklark.steps.${personId}`
  done = taken = []
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}')
    done = kept.done ?? []
    taken = kept.taken ?? []
  } catch {
    localStorage.removeItem(place)
  }
}

/** Removes the steps of an account from this browser. */
export function forgetStepsOf(personId: string): void {
  localStorage.removeItem(`tasklark.steps.${personId}`)
}

/** Returns the step that edits are about to be, read off the records as they still are. */
export function stepOf(label: string, edits: readonly Edit[], replica: Replica): Step {
  return { label, parts: edits.map((edit) => partOf(edit, replica)) }
}

/** Notes a step that was done; what was undone before can't be done again then. */
export function noteDone(step: Step): void {
  done = [...done, step].slice(-STEPS_MAX)
  taken = []
  keep()
}

/** Takes the latest step off and returns the edits that undo it; `kept` counts fields written since. */
export function takeBack(replica: Replica): { step: Step; edits: Edit[]; kept: number } | null {
  const step = done.at(-1)
  if (!step) return null
  done = done.slice(0, -1)
  taken = [...taken, step].slice(-STEPS_MAX)
  keep()
  return { step, ...wayBack(step, replica) }
}

/** Takes the latest undone step off and returns the edits that do it again. */
export function takeAgain(replica: Replica): { step: Step; edits: Edit[]; kept: number } | null {
  const step = taken.at(-1)
  if (!step) return null
  taken = taken.slice(0, -1)
  done = [...done, step].slice(-STEPS_MAX)
  keep()
  return { step, ...wayForth(step, replica) }
}

function keep(): void {
  if (!place) return
  try {
    localStorage.setItem(place, JSON.stringify({ done, taken }))
  } catch {
    // A full storage costs the steps past the next reload, not the edits themselves.
  }
}

/** What completing or skipping a date moves, so that the way back can set it again. */
const DATES = ['status', 'due_date', 'start_date', 'repeat'] as const

function partOf({ noun, verb, id, set = {} }: Edit, replica: Replica): Part {
  const record = replica.get(noun, id) as unknown as Record<string, unknown> | undefined
  const names = verb === 'complete' || verb === 'skip' ? DATES : Object.keys(set)
  const before: Record<string, unknown> = {}
  if (record && verb !== 'create') for (const name of names) before[name] = valueOf(record, name)
  return { noun, id, verb, before, after: { ...set } }
}

/** Returns a field's value, or for an element such as `labels/errand` whether it is there. */
function valueOf(record: Record<string, unknown>, name: string): unknown {
  const slash = name.indexOf('/')
  if (slash < 0) return record[name] ?? null
  return (record[name.slice(0, slash)] as string[]).includes(name.slice(slash + 1))
}

function wayBack(step: Step, replica: Replica): { edits: Edit[]; kept: number } {
  let kept = 0
  const edits: Edit[] = []
  for (const { noun, id, verb, before, after } of [...step.parts].reverse()) {
    if (verb === 'create' || verb === 'restore') edits.push({ noun, id, verb: 'delete' })
    else if (verb === 'delete') edits.push({ noun, id, verb: 'restore' })
    else if (verb === 'change') kept += setBack(edits, { noun, id }, after, before, replica)
    else edits.push({ noun, id, verb: 'change', set: before })
  }
  return { edits, kept }
}

function wayForth(step: Step, replica: Replica): { edits: Edit[]; kept: number } {
  let kept = 0
  const edits: Edit[] = []
  for (const { noun, id, verb, before, after } of step.parts) {
    if (verb === 'create') edits.push({ noun, id, verb: 'restore' })
    else if (verb === 'change') kept += setBack(edits, { noun, id }, before, after, replica)
    else edits.push({ noun, id, verb, set: after })
  }
  return { edits, kept }
}

/** Adds the edit that leads from `present` values to `wanted`, but for what was written since. */
function setBack(
  edits: Edit[],
  { noun, id }: { noun: Noun; id: string },
  present: Record<string, unknown>,
  wanted: Record<string, unknown>,
  replica: Replica,
): number {
  const record = replica.get(noun, id) as unknown as Record<string, unknown> | undefined
  if (!record) return Object.keys(wanted).length
  const still = Object.keys(wanted).filter(
    (name) => JSON.stringify(valueOf(record, name)) === JSON.stringify(present[name] ?? null),
  )
  if (still.length) {
    const set = Object.fromEntries(still.map((name) => [name, wanted[name]]))
    edits.push({ noun, id, verb: 'change', set })
  }
  return Object.keys(wanted).length - still.length
}
