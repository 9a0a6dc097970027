/** Search in the replica: every task's texts are folded once, and kept as long as the task is. */
import { fold, rankOf, type Query, type Rank } from '../../domain/searching.ts'
import type { Comment, Task } from '../../sync/records.ts'

/** A task that was found, and how well it matches. */
export interface Found {
  task: Task
  rank: Rank
}

type Folded = Pick<Record<'title' | 'description', string>, 'title' | 'description'>

const tasks = new WeakMap<Task, Folded>()
const comments = new WeakMap<Comment, string>()

/** Returns a task's comments as one folded text, by the task's id. */
export function foldedComments(all: readonly Comment[]): Map<string, string> {
  const byTask = new Map<string, string>()
  for (const comment of all) {
    let text = comments.get(comment)
    if (text === undefined) comments.set(comment, (text = fold(comment.body)))
    const before = byTask.get(comment.task_id)
    byTask.set(comment.task_id, before === undefined ? text : `${before}\n${text}`)
  }
  return byTask
}

/** Returns the tasks that match a query, the best first: then open ones, then what changed last. */
export function findTasks(
  query: Query,
  all: readonly Task[],
  byTask: ReadonlyMap<string, string>,
  most: number,
): Found[] {
  const found: Found[] = []
  for (const task of all) {
    const rank = rankOf(query, { ...foldedTask(task), comments: byTask.get(task.id) ?? '' })
    if (rank !== null) found.push({ task, rank })
  }
  return found.sort(bestFirst).slice(0, most)
}

/** Compares two that were found: the better match first, then open ones, then what changed last. */
export function bestFirst(a: Found, b: Found): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.task.completed !== b.task.completed) return a.task.completed ? 1 : -1
  return a.task.updated_at > b.task.updated_at ? -1 : 1
}

function foldedTask(task: Task): Folded {
  let folded = tasks.get(task)
  if (!folded) {
    folded = { title: fold(task.title), description: fold(task.description ?? '') }
    tasks.set(task, folded)
  }
  return folded
}
