/** Which tasks can be the parent of others, or have to be done before them: no circle is offered. */
import type { Task } from '../../sync/records.ts'

/** Returns open tasks of the same project that are none of these tasks and not nested in one. */
export function possibleParents(all: readonly Task[], tasks: readonly Task[]): Task[] {
  const project = tasks[0]?.project_id
  if (!project || tasks.some((task) => task.project_id !== project)) return []
  const inside = reached(tasks, childrenOf(all))
  return all.filter(
    (task) => task.project_id === project && !task.completed && !inside.has(task.id),
  )
}

/** Returns open tasks, and present blockers, of the same owner that do not wait for one of these. */
export function possibleBlockers(
  all: readonly Task[],
  tasks: readonly Task[],
  ownerOf: (projectId: string) => string | undefined,
): Task[] {
  const waiting = reached(tasks, waitersOf(all))
  const owners = new Set(tasks.map((task) => ownerOf(task.project_id)))
  if (owners.size !== 1) return []
  const present = new Set(tasks.flatMap((task) => task.blocked_by))
  return all.filter(
    (task) =>
      owners.has(ownerOf(task.project_id)) &&
      (present.has(task.id) || (!task.completed && !waiting.has(task.id))),
  )
}

type Links = ReadonlyMap<string, readonly string[]>

/** Returns the tasks' ids and all that is reached from them by links. */
function reached(from: readonly Task[], links: Links): Set<string> {
  const found = new Set(from.map(({ id }) => id))
  for (const id of found) for (const next of links.get(id) ?? []) found.add(next)
  return found
}

function childrenOf(all: readonly Task[]): Links {
  return grouped(all.flatMap(({ id, parent_id }) => (parent_id === null ? [] : [[parent_id, id]])))
}

function waitersOf(all: readonly Task[]): Links {
  return grouped(all.flatMap(({ id, blocked_by }) => blocked_by.map((before) => [before, id])))
}

function grouped(pairs: readonly string[][]): Links {
  const found = new Map<string, string[]>()
  for (const [from, to] of pairs as [string, string][]) {
    const among = found.get(from)
    if (among) among.push(to)
    else found.set(from, [to])
  }
  return found
}
