/** Who asks, when and where; and what a filter needs to know of a task beyond its fields. */

import type { Comment, Member, Placement, Project, Section, Task } from '../../sync/records.ts'
import type { Weekday } from '../calendar.ts'
import type { Names } from './names.ts'

/** Who asks, when (milliseconds since 1970) and where; `me` is their person id. */
export interface Asker {
  now: number
  zone: string
  me: string
  weekStart: Weekday
}

/** What other records say about tasks. */
export interface Relations {
  hasSubtasks: (task: Task) => boolean
  hasComments: (task: Task) => boolean
  /** Whether it is blocked by an open task. */
  waits: (task: Task) => boolean
  /** Whether an open task is blocked by it. */
  isAwaited: (task: Task) => boolean
}

/** All that tells what a filter means. */
export interface World extends Asker, Relations {
  names: Names
}

/** The records that names come from; `inboxId` is the asker's Inbox. */
export interface Bearers {
  projects: readonly Project[]
  placements: readonly Placement[]
  sections: readonly Section[]
  members: readonly Member[]
  inboxId: string
}

/** What living records say about tasks, worked out when it is first asked for. */
export function relationsOf(
  tasks: readonly Task[],
  comments: readonly Pick<Comment, 'task_id'>[],
): Relations {
  const open = once(() => tasks.filter(({ completed }) => !completed))
  const parents = once(() => new Set(tasks.map(({ parent_id }) => parent_id)))
  const commented = once(() => new Set(comments.map(({ task_id }) => task_id)))
  const openIds = once(() => new Set(open().map(({ id }) => id)))
  const awaited = once(() => new Set(open().flatMap(({ blocked_by }) => blocked_by)))
  return {
    hasSubtasks: ({ id }) => parents().has(id),
    hasComments: ({ id }) => commented().has(id),
    waits: ({ blocked_by }) => blocked_by.some((id) => openIds().has(id)),
    isAwaited: ({ id }) => awaited().has(id),
  }
}

/** The names of what whoever asks can see. */
export function namesIn(
  { projects, placements, sections, members, inboxId }: Bearers,
  me: string,
): Names {
  const others = new Set(members.filter(({ id }) => id !== me).map((one) => one.project_id))
  const owned = new Set(placements.filter(({ role }) => role === 'owner').map(({ id }) => id))
  const people = new Map(
    members.map(({ id, name, email }) => [`${id} ${name ?? email}`, { id, name: name ?? email }]),
  )
  return {
    projects: projects.map(({ id, name, parent_id, archived }) => ({
      id,
      name,
      parent_id,
      isInbox: id === inboxId,
      isShared: others.has(id) || !owned.has(id),
      isArchived: archived,
    })),
    sections,
    people: [...people.values()].filter(
      (one): one is { id: string; name: string } => one.name !== null,
    ),
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
