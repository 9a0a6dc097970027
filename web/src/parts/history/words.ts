/** History in words: who did what, and what a field was and became. */
import { detailsOf, nameIn, type Entry, type FieldChange, type Told } from '../../domain/deeds.ts'
import { formatDue, type Reader } from '../../domain/format.ts'
import { say } from '../../messages/say.svelte.ts'
import type { Role } from '../../sync/records.ts'
import { partsOf, shortened, valueText, type Wording } from './values.ts'

/** What words need besides the entries: who reads, and what records and people are called now. */
export interface Around {
  reader: Reader
  /** Returns what a record is called, if it is here: a task's title, a project's or a person's name. */
  nameOf: (id: string) => string | null | undefined
  isOwn: (personId: string | null) => boolean
}

const LONG = new Set(['description', 'body', 'links', 'repeat'])

/** Returns what was done, as one sentence without a full stop. */
export function sentence({ deed, entries }: Told, around: Around): string {
  const [first] = entries
  const who = whoOf(first, around)
  if (first.noun === 'member' && (deed === 'created' || deed === 'removed')) {
    const member = around.nameOf(first.id) ?? memberIn(first) ?? who
    const named = around.isOwn(first.id) ? say.activity.you : member
    if (deed === 'created') return say.activity.joined(named)
    return first.person_id === first.id || first.person_id === null
      ? say.activity.left(named)
      : say.activity.tookOut(who, named)
  }
  const name = shownName(first, around)
  if (first.noun === 'occurrence') return ofDate(first, who, say.activity.name(name), around)
  const others = entries.length - 1
  const named = others ? say.activity.andMore(name, others) : say.activity.name(name)
  return say.activity.did(who, deed, first.noun, named)
}

/** Returns what fields were and became, a short text for each that says something. */
export function details({ deed, entries }: Told, around: Around): string[] {
  if (entries.length > 1 || deed === 'created' || deed === 'removed') return []
  const hidesStatus = deed === 'completed' || deed === 'reopened' || deed === 'cancelled'
  return detailsOf(entries[0])
    .filter(({ field }) => !(hidesStatus && field === 'status'))
    .map((change) => fieldText(change, around))
}

function whoOf({ person_id, name }: Entry, { isOwn }: Around): string {
  return isOwn(person_id) ? say.activity.you : (name ?? say.activity.somebody)
}

/** Comments, reminders and dates are told by the name of their task. */
function shownName(entry: Entry, { nameOf }: Around): string {
  const whole = entry.changes.find(({ field }) => field === '*')
  const values = (whole?.after ?? whole?.before) as { task_id?: string } | null | undefined
  const ofTask = values?.task_id ? nameOf(values.task_id) : null
  const unknown = entry.noun === 'member' ? say.sharing.nameless : say.activity.nameless
  const name = ofTask ?? nameIn(entry) ?? nameOf(entry.id) ?? unknown
  return shortened(name)
}

function memberIn({ changes }: Entry): string | null {
  const whole = changes.find(({ field }) => field === '*')
  const { name, email } = (whole?.after ?? whole?.before ?? {}) as Record<string, string | null>
  return name ?? email ?? null
}

function ofDate(entry: Entry, who: string, name: string, around: Around): string {
  const whole = entry.changes.find(({ field }) => field === '*')
  const of = (field: string) => entry.changes.find((change) => change.field === field)?.after
  const values = (whole?.after ?? {}) as { fate?: string; slot?: string }
  const fate = String(values.fate ?? of('fate') ?? '')
  const slot = values.slot ? formatDue(values.slot, around.reader) : ''
  if (fate === 'skipped') return say.activity.skipped(who, name, slot)
  if (fate === 'missed') return say.activity.missed(name, slot)
  return say.activity.ticked(who, name, slot)
}

function fieldText({ field, before, after }: FieldChange, around: Around): string {
  const [base, element] = partsOf(field)
  const label = say.activity.fields[base] ?? base
  if (element !== undefined) {
    const shown = around.nameOf(element) ?? element
    const told = after ? say.activity.added(shown) : say.activity.taken(shown)
    return `${label}: ${told}`
  }
  if (LONG.has(base)) return `${label}: ${say.activity.rewritten}`
  const wording = wordingOf(around)
  const [was, is] = [before, after].map((value) => valueText(base, value, wording))
  if (!is) return `${label}: ${say.activity.cleared(was ?? '')}`
  return `${label}: ${was ? say.activity.from(was, is) : is}`
}

function wordingOf({ reader, nameOf }: Around): Wording {
  return {
    date: (written) => formatDue(written, reader),
    name: (id) => shortened(nameOf(id) ?? say.activity.nameless),
    option(value, field) {
      if (field === 'role') return say.sharing.roles[value as Role]
      return (field === 'priority' ? say.activity.priorities : say.activity.statuses)[value]
    },
    other(value) {
      if (typeof value === 'boolean') return value ? say.activity.yes : say.activity.no
      if (!Array.isArray(value)) return shortened(String(value))
      return value.map((each) => nameOf(String(each)) ?? String(each)).join(', ')
    },
  }
}
