/** A row as screen readers say it: the title first, then what is shown beside it. */
import { isOverdue } from '../../domain/due.ts'
import { speakDue, type Reader } from '../../domain/format.ts'
import { say } from '../../messages/say.svelte.ts'
import type { Task } from '../../sync/records.ts'

/** What a row shows that is not in the task itself. */
export interface Beside {
  project: string | null
  people: readonly string[]
  comments: number
  subtasks: { done: number; all: number } | undefined
  isBlocked: boolean
  isSelected: boolean
}

/** Returns the sentence for a task's row. */
export function spokenRow(task: Task, beside: Beside, reader: Reader): string {
  const words = say.lists
  const { due_date, deadline, priority, labels } = task
  const due =
    due_date &&
    (!task.completed && isOverdue(due_date, reader.now, reader.zone)
      ? words.isOverdue
      : words.isDue)(speakDue(due_date, reader))
  const parts = [
    task.title,
    beside.isSelected && words.isSelected,
    priority && words.priority[priority],
    due,
    task.repeat && words.repeats,
    deadline && words.deadline(speakDue(deadline, reader)),
    task.status === 'in_progress' && words.isBegun,
    beside.isBlocked && words.isBlocked,
    beside.project && words.inProject(beside.project),
    labels.length > 0 && words.labels(labels.join(', ')),
    beside.people.length > 0 && words.assignedTo(beside.people.join(', ')),
    beside.subtasks && words.subtasks(beside.subtasks.done, beside.subtasks.all),
    beside.comments > 0 && words.comments(beside.comments),
    task.description && words.hasDescription,
  ]
  return parts.filter(Boolean).join(', ')
}
