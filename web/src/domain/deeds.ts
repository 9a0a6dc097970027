/** What entries of a history tell, in kinds that can be put into words. */

/** One field's change; `lost` when a later write of another device had the last word. */
export interface FieldChange {
  field: string
  before: unknown
  after: unknown
  lost: boolean
}

/** What one write did to one record, as the server tells it. */
export interface Entry {
  number: number
  project_id: string | null
  changed_at: string
  person_id: string | null
  name: string | null
  batch_id: string | null
  undoes: string | null
  noun: string
  id: string
  changes: FieldChange[]
}

export type Deed =
  | 'created'
  | 'removed'
  | 'deleted'
  | 'restored'
  | 'completed'
  | 'reopened'
  | 'cancelled'
  | 'ordered'
  | 'changed'
  | 'lost'

/** Several entries that were one thing to the person: made in one go, and of one kind. */
export interface Told {
  deed: Deed
  entries: [Entry, ...Entry[]]
}

const BY_STATUS: Record<string, Deed> = { done: 'completed', cancelled: 'cancelled' }
/** Fields that only follow from others, or that mean nothing to people. */
const SILENT = new Set(['position', 'completed_at', 'trashed_with', '*', 'deleted_at', 'completed'])

/** Returns what an entry tells of its record. */
export function deedOf({ changes }: Pick<Entry, 'changes'>): Deed {
  const own = changes.filter(({ lost }) => !lost)
  if (!own.length) return changes.length ? 'lost' : 'changed'
  const of = (field: string) => own.find((change) => change.field === field)
  const whole = of('*')
  if (whole) return whole.after === null ? 'removed' : 'created'
  const deleted = of('deleted_at')
  if (deleted) return deleted.after === null ? 'restored' : 'deleted'
  const status = of('status')
  if (status && isClosed(status.after) !== isClosed(status.before)) {
    return BY_STATUS[String(status.after)] ?? 'reopened'
  }
  return own.every(({ field }) => field === 'position') ? 'ordered' : 'changed'
}

/** Returns the changes of an entry that are worth telling by themselves. */
export function detailsOf({ changes }: Pick<Entry, 'changes'>): FieldChange[] {
  return changes.filter(({ field, lost }) => !lost && !SILENT.has(field))
}

/** Returns what the record was called, as far as the entry itself tells. */
export function nameIn({ changes }: Pick<Entry, 'changes'>): string | null {
  for (const { field, before, after } of changes) {
    const value = after ?? before
    if ((field === 'title' || field === 'name') && typeof value === 'string') return value
    if (field !== '*' || typeof value !== 'object' || value === null) continue
    const { title, name, body } = value as Record<string, unknown>
    const found = title ?? name ?? body
    if (typeof found === 'string') return found
  }
  return null
}

/** Returns entries with those joined that follow each other, in one batch, of one kind. */
export function joined(entries: readonly Entry[]): Told[] {
  const all: Told[] = []
  for (const entry of entries) {
    if (isOwnPlace(entry)) continue
    const deed = deedOf(entry)
    const last = all.at(-1)
    if (last && deed === last.deed && isSameGo(entry, last.entries[0])) last.entries.push(entry)
    else all.push({ deed, entries: [entry] })
  }
  return all
}

/** Whether an entry only says that whoever made a project is in it. */
function isOwnPlace({ noun, changes }: Entry): boolean {
  const whole = noun === 'member' ? changes.find(({ field }) => field === '*') : undefined
  return (whole?.after as { role?: string } | null | undefined)?.role === 'owner'
}

function isSameGo(one: Entry, other: Entry): boolean {
  return (
    one.batch_id !== null &&
    one.batch_id === other.batch_id &&
    one.noun === other.noun &&
    one.project_id === other.project_id
  )
}

function isClosed(status: unknown): boolean {
  return status === 'done' || status === 'cancelled'
}
