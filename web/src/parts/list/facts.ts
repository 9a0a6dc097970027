/** What sorting and grouping ask of a task again and again: worked out once for each version of it. */
import type { Day } from '../../domain/calendar.ts'
import { clockOf, dayOf } from '../../domain/due.ts'
import type { Task } from '../../sync/records.ts'

interface When {
  day: Day
  clock: string | null
}

let known = new WeakMap<Task, When>()
let knownZone = ''

/** Returns the day on which a task is due where its reader is, or null. */
export function dueDay(task: Task, zone: string): Day | null {
  return task.due_date === null ? null : when(task, task.due_date, zone).day
}

/** Returns the time of day at which a task is due on its reader's clock, or null. */
export function dueClock(task: Task, zone: string): string | null {
  return task.due_date === null ? null : when(task, task.due_date, zone).clock
}

function when(task: Task, due: string, zone: string): When {
  if (zone !== knownZone) {
    known = new WeakMap()
    knownZone = zone
  }
  let found = known.get(task)
  if (!found) {
    // Most dates are days, which are read as they stand.
    found =
      due.length === 10
        ? { day: due, clock: null }
        : { day: dayOf(due, zone), clock: clockOf(due, zone) }
    known.set(task, found)
  }
  return found
}
