/** What rows tell of tasks beside their own fields: comments, sub-tasks, names and colours. */
import * as records from '../../state/records.svelte.ts'
import type { Color, Member, Task } from '../../sync/records.ts'

export interface SubtaskCount {
  all: number
  done: number
}

/** Counts and names for all rows of a list, each worked out once for all of them. */
export class RowFacts {
  readonly comments: ReadonlyMap<string, number> = $derived.by(() => {
    const counts = new Map<string, number>()
    for (const { task_id } of records.comments.all)
      counts.set(task_id, (counts.get(task_id) ?? 0) + 1)
    return counts
  })

  readonly subtasks: ReadonlyMap<string, SubtaskCount> = $derived.by(() => {
    const counts = new Map<string, SubtaskCount>()
    for (const { parent_id, completed } of records.tasks.all) {
      if (parent_id === null) continue
      const count = counts.get(parent_id)
      if (!count) counts.set(parent_id, { all: 1, done: completed ? 1 : 0 })
      else {
        count.all++
        if (completed) count.done++
      }
    }
    return counts
  })

  readonly colors: ReadonlyMap<string, Color> = $derived(
    new Map(records.labels.all.map(({ name, color }) => [name.toLowerCase(), color])),
  )

  readonly people: ReadonlyMap<string, Member> = $derived(
    new Map(records.members.all.map((member) => [member.id, member])),
  )

  /** Tells whether a task waits for another one that is open. */
  isBlocked(task: Task): boolean {
    return task.blocked_by.some((id) => records.tasks.get(id)?.completed === false)
  }
}
