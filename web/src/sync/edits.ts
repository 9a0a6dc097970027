/** What an edit does to the records here at once, and what of it is sent. The server has the last word. */
import { along, effects, subtasks, tasksOfSection } from './below.ts'
import { created } from './created.ts'
import { onlyOneWay, statusSet, whenSet } from './implied.ts'
import { setsOf } from './nouns.ts'
import type { Effect } from './mutations.ts'
import type { AnyRecord, Edit, Label, Section, Task, Verb } from './records.ts'
import { lastPosition } from './positions.ts'
import type { Store } from './replica.ts'

type Values = Record<string, unknown>

/** The account that edits; a new task goes to its Inbox unless something else is said. */
export interface Account {
  personId: string
  userId: string
  inboxId: string
}

/** Returns what a repeating task is after its open occurrence; null after the last one. */
export type Next = (
  task: Task,
  at: { verb: Verb; now: number; zone: string },
) => Partial<Task> | null

/** What an edit is resolved against: `moment` is when it is done, as records tell moments. */
export interface Around {
  store: Store
  account: Account
  now: number
  moment: string
  next: Next
  /** The last position of each list that was added to, so that many can be added at once. */
  last: Map<string, string>
}

/** An edit with what goes to the server and what it does here. */
export interface Resolved {
  verb: Verb
  set: Values
  effects: Effect[]
}

/** Returns what becomes of an edit. */
export function resolved(edit: Edit, around: Around): Resolved {
  const set = edit.set ?? {}
  if (edit.verb === 'create') return created(edit, around)
  const record = around.store.peek(edit.noun, edit.id)
  if (edit.verb === 'delete') return deleted(edit, record, around)
  if (edit.verb === 'restore') return restored(edit, record, around)
  if (record?.noun === 'task') {
    if (edit.verb !== 'change') return closed(edit, record, around)
    return isJustDone(record, set)
      ? closed({ ...edit, verb: 'complete', set: {} }, record, around)
      : changedTask(edit, record, around)
  }
  const sent = byElement(record, set)
  const own: Effect = {
    noun: edit.noun,
    keys: [edit.id],
    set: { ...sent, ...onlyOneWay(edit, sent) },
  }
  const more = record ? following(record, sent, around) : []
  return { verb: edit.verb, set: sent, effects: [own, ...more] }
}

/** Returns the values of a list written whole as the elements that are added and removed: others may add too. */
function byElement(record: AnyRecord | undefined, set: Values): Values {
  if (!record) return set
  const sent: Values = {}
  for (const [name, value] of Object.entries(set)) {
    if (!setsOf(record.noun).includes(name) || !Array.isArray(value)) {
      sent[name] = value
      continue
    }
    const before = (record as unknown as Record<string, string[]>)[name] ?? []
    for (const each of before) if (!value.includes(each)) sent[`${name}/${each}`] = false
    for (const each of value) if (!before.includes(each)) sent[`${name}/${each}`] = true
  }
  return sent
}

function deleted(edit: Edit, record: AnyRecord | undefined, { store, moment }: Around): Resolved {
  const set = { deleted_at: moment }
  const own: Effect = { noun: edit.noun, keys: [edit.id], set }
  const label = record?.noun === 'label' ? renamed(store, record, null) : []
  return {
    verb: 'delete',
    set: {},
    effects: [own, ...along(store, edit.noun, edit.id, set), ...label],
  }
}

/** What one deletion took along comes back with it: it has the same moment. */
function restored(edit: Edit, record: AnyRecord | undefined, { store }: Around): Resolved {
  const set = { deleted_at: null }
  const own: Effect = { noun: edit.noun, keys: [edit.id], set }
  const at = record?.deleted_at ?? null
  const went = (each: AnyRecord) => each.deleted_at === at
  const back = at === null ? [] : along(store, edit.noun, edit.id, set, went)
  return { verb: 'restore', set: {}, effects: [own, ...back] }
}

/** Completing or skipping: a task that repeats goes on to its next date. */
function closed(edit: Edit, task: Task, around: Around): Resolved {
  const own = (set: Values): Effect => ({ noun: 'task', keys: [task.id], set })
  if (task.repeat === null && edit.verb === 'complete') {
    return { verb: 'complete', set: {}, effects: [own(statusSet('done', task, around))] }
  }
  const occurrence = edit.set?.occurrence ?? task.repeat?.occurrence
  return {
    verb: edit.verb,
    set: { occurrence },
    effects: [own(passed(task, edit.verb, around)), ...reopened(task, around)],
  }
}

function passed(task: Task, verb: Verb, around: Around): Values {
  if (task.repeat === null) return {}
  const zone = around.store.all('settings')[0]?.time_zone ?? 'UTC'
  const next = around.next(task, { verb, now: around.now, zone })
  if (next === null) return statusSet('done', task, around)
  return { ...next, status: 'todo', completed: false, completed_at: null }
}

function reopened(task: Task, { store }: Around): Effect[] {
  if (!task.repeat?.resets_subtasks) return []
  const closed = subtasks(store, [task.id]).filter((id) => store.peek('task', id)?.completed)
  return effects({ task: closed }, { status: 'todo', completed: false, completed_at: null })
}

function isJustDone(task: Task, set: Values): boolean {
  const others = Object.keys(set).filter((name) => name !== 'status' && name !== 'completed')
  return !others.length && task.repeat !== null && isDone(task, set)
}

function isDone(task: Task, set: Values): boolean {
  return !task.completed && (set.status === 'done' || (set.completed === true && !set.status))
}

function changedTask(edit: Edit, task: Task, around: Around): Resolved {
  const sent = byElement(task, edit.set ?? {})
  const shown: Values = { ...sent, ...whenSet(task, sent), ...placeSet(task, sent, around) }
  if ('status' in sent || 'completed' in sent) {
    const after = { ...task, ...shown } as Task
    const goesOn = isDone(task, sent) && after.repeat !== null
    Object.assign(shown, goesOn ? passed(after, 'complete', around) : statusSet(sent, task, around))
  }
  if (shown.project_id !== undefined && shown.project_id !== task.project_id) {
    sent.position ??= lastPosition(around.store.every('task'), around.now)
    shown.position = sent.position
  }
  const place: Values = {}
  for (const name of ['project_id', 'section_id'] as const) {
    if (name in shown && shown[name] !== task[name]) place[name] = shown[name]
  }
  const moved = Object.keys(place).length ? subtasks(around.store, [task.id]) : []
  const own: Effect = { noun: 'task', keys: [task.id], set: shown }
  return { verb: 'change', set: sent, effects: [own, ...effects({ task: moved }, place)] }
}

/** A sub-task is where its parent is; what goes to a section or project by itself is nested in nothing there. */
function placeSet(task: Task, sent: Values, { store }: Around): Values {
  if (sent.parent_id) {
    const parent = store.peek('task', sent.parent_id as string)
    return parent ? { project_id: parent.project_id, section_id: parent.section_id } : {}
  }
  if ('section_id' in sent && sent.section_id !== task.section_id) {
    const section = sent.section_id ? store.peek('section', String(sent.section_id)) : undefined
    const project = section ? { project_id: section.project_id } : {}
    return { ...('parent_id' in sent ? {} : { parent_id: null }), ...project }
  }
  const moves = 'project_id' in sent && sent.project_id !== task.project_id
  return moves ? { section_id: null, parent_id: null } : {}
}

/** Returns what follows elsewhere from a change: a section's tasks move along, tasks bear a label's new name. */
function following(record: AnyRecord, set: Values, { store }: Around): Effect[] {
  if (record.noun === 'label' && typeof set.name === 'string' && set.name !== record.name) {
    return renamed(store, record, set.name)
  }
  const project = (set as Partial<Section>).project_id
  if (record.noun !== 'section' || !project || project === record.project_id) return []
  return effects({ task: tasksOfSection(store, record.id) }, { project_id: project })
}

/** A label is a name on the tasks of one's own projects; null takes it off. */
function renamed(store: Store, label: Label, name: string | null): Effect[] {
  const bearing: string[] = []
  for (const task of store.every('task')) {
    const isOwn = store.peek('placement', task.project_id)?.role === 'owner'
    if (isOwn && task.labels.includes(label.name)) bearing.push(task.id)
  }
  const set = { [`labels/${label.name}`]: false, ...(name && { [`labels/${name}`]: true }) }
  return effects({ task: bearing }, set)
}
