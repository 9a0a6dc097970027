/** How many open tasks there are where, counted in one pass over all of them. */
import type { Day } from '../../domain/calendar.ts'
import type { Task } from '../../sync/records.ts'
import { dueDay } from '../list/facts.ts'

export interface Counts {
  /** Open tasks by project. */
  projects: ReadonlyMap<string, number>
  /** Open tasks by label, its name in small letters. */
  labels: ReadonlyMap<string, number>
  /** What is due today or before, and how much of that was due before. */
  today: number
  overdue: number
}

interface Where {
  today: Day
  zone: string
  /** Who looks: what only others are to do is not on their agenda. */
  personId: string
  /** Ids of archived projects, whose tasks count in them only. */
  archived: ReadonlySet<string>
}

/** Returns the counts of the side bar. */
export function countsOf(tasks: readonly Task[], where: Where): Counts {
  const { today, zone, personId, archived } = where
  const projects = new Map<string, number>()
  const labels = new Map<string, number>()
  let due = 0
  let overdue = 0
  for (const task of tasks) {
    if (task.completed) continue
    add(projects, task.project_id)
    if (archived.has(task.project_id)) continue
    for (const label of task.labels) add(labels, label.toLowerCase())
    if (task.due_date === null) continue
    if (task.assignee_ids.length && !task.assignee_ids.includes(personId)) continue
    const day = dueDay(task, zone)!
    if (day <= today) due++
    if (day < today) overdue++
  }
  return { projects, labels, today: due, overdue }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
