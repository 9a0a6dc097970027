/** What kinds of records have in common: keys, scopes, stamps of their fields (`domain/nouns.py`). */
import { stampAt } from './clock.ts'
import { NOUNS, type AnyRecord, type Noun } from './records.ts'

/** The stamp of a whole record, for all groups that have none of their own. */
const WHOLE = '*'
const KNOWN = new Set<string>(NOUNS)
const OWN = new Set<Noun>(['settings', 'placement', 'label', 'filter'])
const IN_TASK = new Set<Noun>(['comment', 'reminder', 'occurrence'])
/** Nouns whose ids are one's own only among the records of one owner, so that somebody else can copy them. */
const COPIED = new Set<Noun>(['section', ...IN_TASK])

const GROUPS: Partial<Record<Noun, Record<string, string>>> = {
  task: {
    ...groupOf('when', 'due_date', 'start_date', 'time_zone', 'repeat'),
    ...groupOf('place', 'project_id', 'section_id', 'parent_id', 'position'),
    ...groupOf('status', 'status', 'completed', 'completed_at'),
  },
  section: groupOf('place', 'project_id', 'position'),
  reminder: groupOf('when', 'at', 'minutes_before', 'anchor'),
}
const SETS: Partial<Record<Noun, readonly string[]>> = {
  task: ['labels', 'assignee_ids', 'blocked_by'],
}

/** Tells whether this version knows the kind of a row; a newer server may have more. */
export function isKnown(noun: string): noun is Noun {
  return KNOWN.has(noun)
}

/** Tells whether records of a noun hang on a task, and are hidden with it. */
export function hangsOnTask(noun: Noun): boolean {
  return IN_TASK.has(noun)
}

/** Returns the fields of a noun that are lists merged element by element. */
export function setsOf(noun: Noun): readonly string[] {
  return SETS[noun] ?? []
}

/** Returns what a record is found under among those of its noun; a member is one in its project only. */
export function keyOf(record: AnyRecord): string {
  return record.noun === 'member' ? `${record.project_id}/${record.id}` : record.id
}

/** Tells whether projects of several owners may each have a record of one id, of this noun. */
export function mayBeCopied(noun: Noun): boolean {
  return COPIED.has(noun)
}

/** Returns what a row is kept under among those of its noun: one in its scope only, where ids may be copied. */
export function rowKeyOf(record: AnyRecord): string {
  return rowKey(record.noun, (record as { project_id?: string }).project_id ?? '', record.id)
}

/** Returns what a row of a noun is kept under, by its scope and id. */
export function rowKey(noun: Noun, scope: string, id: string): string {
  return noun === 'member' || COPIED.has(noun) ? `${scope}/${id}` : id
}

/** Returns the scope that a row belongs to: its project, or the person's own space. */
export function scopeOf(record: AnyRecord, personId: string): string {
  if (OWN.has(record.noun)) return personId
  return record.noun === 'project' ? record.id : (record as { project_id: string }).project_id
}

/** Returns the stamp of the last write of a field, or of an element `field/element`, of a record. */
export function stampOf(record: AnyRecord, name: string): string {
  const kept = record.stamps ?? {}
  const group = GROUPS[record.noun]?.[name] ?? name
  return kept[group] ?? kept[fieldOf(name)] ?? kept[WHOLE] ?? stampAt(record.created_at)
}

/** Returns the field of a name: itself, or that of an element `field/element`. */
export function fieldOf(name: string): string {
  const slash = name.indexOf('/')
  return slash < 0 ? name : name.slice(0, slash)
}

/** Returns the element of a name `field/element`; null for a whole field. */
export function elementOf(name: string): string | null {
  const slash = name.indexOf('/')
  return slash < 0 ? null : name.slice(slash + 1)
}

function groupOf(group: string, ...fields: string[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field, group]))
}
