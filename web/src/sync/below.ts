/** What belongs to a record and goes along with it: into the trash, back, and to other places. */
import type { Effect } from './mutations.ts'
import type { AnyRecord, Noun, RecordOf } from './records.ts'
import type { Store } from './replica.ts'

type Taken = (record: AnyRecord) => boolean

/** Returns the ids of the tasks nested in some tasks, at any depth, as far as `taken` goes. */
export function subtasks(store: Store, roots: Iterable<string>, taken: Taken = isAlive): string[] {
  const open = [...roots]
  const seen = new Set(open)
  const found: string[] = []
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const task of store.below('task', id)) {
      if (seen.has(task.id) || !taken(task)) continue
      seen.add(task.id)
      found.push(task.id)
      open.push(task.id)
    }
  }
  return found
}

/** Returns the ids of a section's tasks, with what is nested in them. */
export function tasksOfSection(store: Store, id: string, taken: Taken = isAlive): string[] {
  const inside = ids(store, 'task', (task) => task.section_id === id && taken(task))
  return [...new Set([...inside, ...subtasks(store, inside, taken)])]
}

/** Returns effects that set values in all that goes into the trash or back with a record. */
export function along(
  store: Store,
  noun: Noun,
  id: string,
  set: Record<string, unknown>,
  taken: Taken = isAlive,
): Effect[] {
  if (noun === 'task') return effects({ task: subtasks(store, [id], taken) }, set)
  if (noun === 'section') return effects({ task: tasksOfSection(store, id, taken) }, set)
  if (noun !== 'project') return []
  const nested = projectsIn(store, id, taken)
  const inside = new Set([id, ...nested])
  const isIn = (record: { project_id: string }) => inside.has(record.project_id)
  return effects(
    {
      project: nested,
      section: ids(store, 'section', (section) => isIn(section) && taken(section)),
      task: ids(store, 'task', (task) => isIn(task) && taken(task)),
    },
    set,
  )
}

/** Returns effects that set the same values in records of several nouns. */
export function effects(
  keys: Partial<Record<Noun, string[]>>,
  set: Record<string, unknown>,
): Effect[] {
  return (Object.entries(keys) as [Noun, string[]][])
    .filter(([, found]) => found.length)
    .map(([noun, found]) => ({ noun, keys: found, set }))
}

function isAlive(record: AnyRecord): boolean {
  return record.deleted_at === null
}

function projectsIn(store: Store, id: string, taken: Taken): string[] {
  const found = new Set([id])
  for (const above of found) {
    for (const project of store.below('project', above)) if (taken(project)) found.add(project.id)
  }
  return [...found].slice(1)
}

function ids<N extends Noun>(
  store: Store,
  noun: N,
  is: (record: RecordOf<N>) => boolean,
): string[] {
  const found: string[] = []
  for (const record of store.every(noun)) {
    if (is(record)) found.push(record.id)
  }
  return found
}
