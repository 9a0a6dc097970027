/** The history of a task in sentences: 'Anna changed the due date from 1 Dec to 8 Dec'. */
import type { Entry } from '../../api/generated/types.gen.ts'
import type { Messages } from '../../messages/en/index.ts'
import type { Repeat } from '../../sync/records.ts'
import { partsOf, shortened, valueText, type Wording } from '../history/values.ts'

type Words = Pick<
  Messages['task'],
  'did' | 'inSentence' | 'priorities' | 'somebody' | 'anotherTask' | 'anotherProject' | 'none'
>

/** How values are put into words: by what is known here, in the reader's language. */
export interface Named {
  words: Words
  date: (date: string) => string
  span: (minutes: number) => string
  repeat: (repeat: Repeat) => string
  person: (id: string) => string | undefined
  task: (id: string) => string | undefined
  project: (id: string) => string | undefined
  section: (id: string) => string | undefined
}

type Change = Entry['changes'][number]

/** Fields that follow from others, or are told along with them. */
const SILENT = new Set(['completed', 'completed_at', 'time_zone', 'trashed_with', 'created_by'])

/** Returns what one write did to the task, a sentence for each thing. */
export function sentencesOf({ name, changes }: Entry, named: Named): string[] {
  const { did, somebody } = named.words
  const who = name ?? somebody
  const moved = changes.find(({ field }) => field === 'project_id')
  const shown = changes.filter(({ field }) => {
    if (SILENT.has(field)) return false
    // Where it is in its project says nothing when it has come into another one.
    return !moved || !['section_id', 'parent_id', 'position'].includes(field)
  })
  if (shown.length > 1 && !moved) drop(shown, 'position')
  const next = wentOn(shown)
  if (next) {
    drop(shown, 'due_date', 'start_date', 'repeat')
    return [did.wentOn(who, named.date(next[0]), named.date(next[1])), ...told(shown, who, named)]
  }
  return told(shown, who, named)
}

function told(changes: readonly Change[], who: string, named: Named): string[] {
  return changes.map((change) => {
    const sentence = sentenceOf(change, who, named)
    return change.lost ? named.words.did.lost(sentence) : sentence
  })
}

function drop(changes: Change[], ...fields: string[]): void {
  const kept = changes.filter(({ field }) => !fields.includes(field))
  changes.splice(0, changes.length, ...kept)
}

/** Returns the dates between which a repeating task went on, if that is what happened. */
function wentOn(changes: readonly Change[]): [string, string] | null {
  const of = (field: string) => changes.find((change) => change.field === field)
  const [before, after] = [of('repeat')?.before, of('repeat')?.after] as (
    Repeat | null | undefined
  )[]
  if (!before || !after || before.rule !== after.rule || !of('due_date')) return null
  return before.occurrence < after.occurrence ? [before.occurrence, after.occurrence] : null
}

function sentenceOf(change: Change, who: string, named: Named): string {
  const { did, inSentence } = named.words
  const { field, before, after } = change
  const [base, element] = partsOf(field)
  if (field === '*') return after === null ? did.deleted(who) : did.created(who)
  if (base === 'deleted_at') return after === null ? did.restored(who) : did.deleted(who)
  if (base === 'status') return statusSentence(String(before), String(after), who, named)
  if (base === 'position') return did.ordered(who)
  if (base === 'project_id') {
    return did.moved(who, named.project(String(after)) ?? named.words.anotherProject)
  }
  const name = inSentence[base as keyof typeof inSentence] ?? inSentence.other
  if (element !== undefined) {
    const what = elementText(base, element, named)
    return after ? did.added(who, name, what) : did.removed(who, name, what)
  }
  const wording = wordingOf(named)
  const [from, to] = [valueText(base, before, wording), valueText(base, after, wording)]
  if (from === undefined || to === undefined) return did.edited(who, name)
  if (from === null && to === null) return did.edited(who, name)
  if (to === null) return did.cleared(who, name, from!)
  return from === null ? did.set(who, name, to) : did.changed(who, name, from, to)
}

function statusSentence(before: string, after: string, who: string, { words }: Named): string {
  const { did } = words
  if (after === 'done') return did.completed(who)
  if (after === 'cancelled') return did.cancelled(who)
  if (after === 'in_progress') return did.begun(who)
  return before === 'in_progress' ? did.paused(who) : did.reopened(who)
}

function elementText(field: string, element: string, named: Named): string {
  if (field === 'assignee_ids') return named.person(element) ?? named.words.somebody
  if (field === 'blocked_by') return quoted(named.task(element)) ?? named.words.anotherTask
  return element
}

/** What is too long to be told is left out. */
function wordingOf({ words, date, span, repeat, section, task }: Named): Wording {
  return {
    date,
    name(id, field) {
      if (field === 'section_id') return quoted(section(id))
      return field === 'parent_id' ? (quoted(task(id)) ?? words.anotherTask) : undefined
    },
    option: (value) => words.priorities[value as 'high'],
    other(value, field) {
      if (field === 'duration_minutes') return span(Number(value))
      if (field === 'repeat') return repeat(value as Repeat)
      return field === 'title' ? quoted(String(value)) : undefined
    },
  }
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `“${shortened(text)}”`
}
