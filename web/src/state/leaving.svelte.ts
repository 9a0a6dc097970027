/** Tasks that were just closed here: lists show them ticked for a moment before they go. */
import type { Edit, Task } from '../sync/records.ts'
import type { Replica } from '../sync/replica.ts'

/** Long enough to see the tick, short enough not to be waited for. */
const STAY = 600

let leaving = $state.raw<ReadonlyMap<string, Task>>(new Map())

/** The tasks that are about to go, by id, as they were before; reactive. */
export function leavingTasks(): ReadonlyMap<string, Task> {
  return leaving
}

/** Keeps the tasks that edits are about to close in sight for a moment, unless motion is unwanted. */
export function keepInSight(edits: readonly Edit[], replica: Replica): void {
  if (isStill()) return
  const closed = edits.filter(closes).map(({ id }) => replica.get('task', id))
  const open = closed.filter((task): task is Task => task !== undefined && !task.completed)
  if (!open.length) return
  leaving = new Map([...leaving, ...open.map((task) => [task.id, task] as const)])
  setTimeout(letGo, STAY, open)
}

function letGo(tasks: readonly Task[]): void {
  const next = new Map(leaving)
  for (const task of tasks) if (next.get(task.id) === task) next.delete(task.id)
  leaving = next
}

function closes({ noun, verb, set = {} }: Edit): boolean {
  if (noun !== 'task') return false
  return verb === 'complete' || set['completed'] === true || set['status'] === 'done'
}

function isStill(): boolean {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches
  return reduced || document.documentElement.dataset['motion'] === 'off'
}
