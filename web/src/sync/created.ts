/** New records as they are here until the server tells them: with the defaults that it has too. */
import type { Account, Around, Resolved } from './edits.ts'
import { statusSet, whenSet } from './implied.ts'
import type { AnyRecord, Edit, Noun } from './records.ts'
import { lastPosition, positionAfter } from './positions.ts'
import type { Effect } from './mutations.ts'

type Values = Record<string, unknown>

const DEFAULTS: Partial<Record<Noun, Values>> = {
  task: {
    section_id: null,
    parent_id: null,
    description: null,
    status: 'todo',
    completed: false,
    completed_at: null,
    priority: null,
    due_date: null,
    start_date: null,
    deadline: null,
    time_zone: null,
    repeat: null,
    duration_minutes: null,
    labels: [],
    assignee_ids: [],
    blocked_by: [],
    links: [],
  },
  project: {
    parent_id: null,
    description: null,
    color: 'grey',
    icon: null,
    view: 'list',
    archived: false,
  },
  label: { color: 'grey', is_favourite: false },
  filter: { color: 'grey', is_favourite: false },
  reminder: { at: null, minutes_before: null, anchor: 'due' },
}

/** Returns what making a record sends, and the record as it is here; a project with its placement. */
export function created(edit: Edit, around: Around): Resolved {
  const sent: Values = { ...edit.set }
  const values: Values = { ...DEFAULTS[edit.noun], ...sent, ...chosen(edit, sent, around) }
  const position = sent.position ?? positionOf(edit, values, around)
  if (position !== null) values.position = sent.position = position
  if (edit.noun === 'task') {
    if (!sent.parent_id && !sent.section_id) sent.project_id = values.project_id
    Object.assign(values, whenSet({}, sent))
    if ('status' in sent || 'completed' in sent) {
      const before = { status: 'todo', completed: false, completed_at: null } as const
      Object.assign(values, statusSet(sent, before, around))
    }
  }
  const effects = [made(edit.noun, edit.id, values, around)]
  if (edit.noun === 'project') effects.push(...ownPlace(edit.id, around))
  return { verb: 'create', set: sent, effects }
}

/** Returns what the server chooses by itself: whose it is, and where it is by what it hangs on. */
function chosen({ noun }: Edit, sent: Values, { store, account }: Around): Values {
  const { personId, userId } = account
  if (noun === 'project') return { created_by: personId, user_id: userId }
  if (noun === 'task') {
    const { project_id, section_id } = placeOf(sent, store, account)
    const user_id = store.peek('placement', project_id)?.user_id ?? userId
    return { project_id, section_id, created_by: personId, user_id }
  }
  const task = store.peek('task', String(sent.task_id))
  if (noun === 'comment') return { project_id: task?.project_id, author_id: personId }
  if (noun === 'reminder') return { project_id: task?.project_id, person_id: personId }
  return {}
}

function placeOf(sent: Values, store: Around['store'], account: Account) {
  const parent = sent.parent_id ? store.peek('task', String(sent.parent_id)) : undefined
  if (parent) return parent
  const section_id = (sent.section_id ?? null) as string | null
  const section = section_id ? store.peek('section', section_id) : undefined
  const project_id = section?.project_id ?? (sent.project_id as string) ?? account.inboxId
  return { project_id, section_id }
}

/** Returns the place behind what is there already: in its project, or among the person's own. */
function positionOf({ noun }: Edit, values: Values, { store, now, last }: Around): string | null {
  if (noun !== 'task' && noun !== 'section' && noun !== 'label' && noun !== 'filter') return null
  const list = `${noun}/${values.project_id ?? ''}`
  const before = last.get(list)
  const among: { position: string }[] = []
  for (const record of before ? [] : store.every(noun)) {
    const isIn = !('project_id' in record) || record.project_id === values.project_id
    if (isIn) among.push(record)
  }
  const position = before ? positionAfter(before, now) : lastPosition(among, now)
  last.set(list, position)
  return position
}

function ownPlace(id: string, around: Around): Effect[] {
  const { store, account, now } = around
  const position = lastPosition(store.every('placement'), now)
  const own = { role: 'owner', is_favourite: false, position, user_id: account.userId }
  const known = store.peek('member', `${account.inboxId}/${account.personId}`)
  const who = { name: known?.name ?? null, email: known?.email ?? null }
  const member = { role: 'owner', project_id: id, ...who }
  return [
    made('placement', id, own, around),
    { ...made('member', account.personId, member, around), keys: [`${id}/${account.personId}`] },
  ]
}

function made(noun: Noun, id: string, values: Values, { moment }: Around): Effect {
  const row = { noun, id, created_at: moment, updated_at: moment, deleted_at: null, stamps: null }
  const make = { ...values, ...row } as unknown as AnyRecord
  return { noun, keys: [id], make }
}
