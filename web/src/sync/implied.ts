/** What a set of one field implies for others of the same record, as the server has it. */
import { settled, type WhenSet } from '../domain/recurrence/settling.ts'
import type { Edit, Task } from './records.ts'

type Values = Record<string, unknown>

/** Due date, zone and repetition go together as the server has it. */
export function whenSet(task: Partial<Task>, sent: Values): Values {
  const { due_date = null, time_zone = null, repeat = null } = task
  const found = settled({ due_date, time_zone, repeat }, sent as WhenSet)
  // What the server will refuse is shown with the repetition as it was: half of one can't be read.
  return found ?? ('repeat' in sent ? { repeat } : {})
}

/** Status, `completed` and `completed_at` tell the same. */
export function statusSet(
  given: Values | Task['status'],
  task: Pick<Task, 'completed' | 'completed_at' | 'status'>,
  { moment }: { moment: string },
): Values {
  const told = typeof given === 'string' ? { status: given } : given
  const closed = (status: unknown) => status === 'done' || status === 'cancelled'
  let status = (told.status ?? task.status) as Task['status']
  if (told.status === undefined && told.completed !== closed(status)) {
    status = told.completed ? 'done' : 'todo'
  }
  const completed = closed(status)
  const at = completed ? (task.completed ? task.completed_at : moment) : null
  return { status, completed, completed_at: at }
}

/** A reminder has a moment, or minutes before a date: the one that is given takes the other's place. */
export function onlyOneWay(edit: Edit, set: Values): Values {
  if (edit.noun !== 'reminder') return {}
  if (set.at != null) return { minutes_before: null }
  return set.minutes_before != null ? { at: null } : {}
}
