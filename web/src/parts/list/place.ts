/** The places that show a list of tasks, and which tasks are in each. */
import type { Day } from '../../domain/calendar.ts'
import { dayOf } from '../../domain/due.ts'
import type { Grouping, ListOptions } from '../../state/list_options.svelte.ts'
import type { Route } from '../../state/router.svelte.ts'
import type { Task } from '../../sync/records.ts'
import { dueDay } from './facts.ts'
import type { Order } from './order.ts'

export type PlaceKind = 'inbox' | 'today' | 'upcoming' | 'project' | 'label' | 'filter'

export interface Place {
  kind: PlaceKind
  /** The name under which its options and folds are kept, such as `project/<id>`. */
  key: string
  /** A project's or filter's id, a label's name. */
  id: string
  /** The one project that it shows, if it is one. */
  projectId: string | null
}

/** Returns the place of a route; a shared text is added with the Inbox behind. */
export function placeOf({ name, id }: Pick<Route, 'name' | 'id'>, inboxId: string): Place {
  switch (name) {
    case 'today':
    case 'upcoming':
      return { kind: name, key: name, id: '', projectId: null }
    case 'label':
    case 'filter':
      return { kind: name, key: `${name}/${id}`, id, projectId: null }
    case 'project':
      if (id !== inboxId) return { kind: 'project', key: `project/${id}`, id, projectId: id }
  }
  return { kind: 'inbox', key: 'inbox', id: inboxId, projectId: inboxId }
}

/** What decides which tasks are in a place. */
export interface Where {
  today: Day
  zone: string
  /** The person who looks: what only others are to do is not on their agenda. */
  personId: string
  /** Ids of projects that are archived: their tasks are seen in them only. */
  archived: ReadonlySet<string>
  /** What a saved filter finds. */
  matches: (task: Task) => boolean
}

/** Returns the test whether a task is in a place, done ones included that can be shown there. */
export function belonging(place: Place, where: Where): (task: Task) => boolean {
  const { today, zone, personId, archived, matches } = where
  const isMine = ({ assignee_ids }: Task) =>
    assignee_ids.length === 0 || assignee_ids.includes(personId)
  const isHere = ({ project_id }: Task) => !archived.has(project_id)
  switch (place.kind) {
    case 'inbox':
    case 'project':
      return ({ project_id }) => project_id === place.id
    case 'today':
      return (task) =>
        task.completed
          ? task.completed_at !== null && dayOf(task.completed_at, zone) === today && isMine(task)
          : task.due_date !== null && dueDay(task, zone)! <= today && isMine(task) && isHere(task)
    case 'upcoming':
      return (task) => !task.completed && task.due_date !== null && isMine(task) && isHere(task)
    case 'label': {
      const name = place.id.toLowerCase()
      return (task) => task.labels.some((label) => label.toLowerCase() === name) && isHere(task)
    }
    case 'filter':
      return matches
  }
}

/** Returns by what a place is grouped: what was chosen, or what suits it. */
export function groupingAt({ kind, projectId }: Place, { group }: ListOptions): Grouping {
  if (kind === 'upcoming') return 'date'
  if (group !== 'default') return group
  if (kind === 'today') return 'date'
  return projectId ? 'section' : 'none'
}

/** Returns the order of a place: by hand in a project, else what is due first, or what was chosen. */
export function orderAt({ projectId }: Place, { sort }: ListOptions): Order {
  if (sort === 'default') return projectId ? 'manual' : 'soonest'
  return sort === 'due' ? 'soonest' : sort
}
