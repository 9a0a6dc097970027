/** What stands on which day of a calendar: tasks at their dates, and the dates that repeating ones will have. */
import { dayNumber, type Day } from '../../domain/calendar.ts'
import { DAY, dueText, kindOf, MINUTE } from '../../domain/dates.ts'
import { clockOf, dayOf, moveToDay } from '../../domain/due.ts'
import { instantOf } from '../../domain/zones.ts'
import type { Task } from '../../sync/records.ts'

/** A task on a day; `clock` is null for all day; a projected one is yet to come and can't be moved. */
export interface Entry {
  key: string
  task: Task
  day: Day
  clock: string | null
  minutes: number
  projected: boolean
}

/** Returns the dates to come of a repeating task between two days, its open one left out. */
export type Projection = (task: Task, from: Day, to: Day) => readonly string[]

const SHORTEST = 30

/** Returns the entries of each day from `from` to `to`, both included: whole days first, then by the clock. */
export function entriesOf(
  tasks: readonly Task[],
  from: Day,
  to: Day,
  zone: string,
  projection: Projection,
): Map<Day, Entry[]> {
  const days = new Map<Day, Entry[]>()
  const put = (task: Task, due: string, projected: boolean) => {
    const day = dayOf(due, zone)
    if (day < from || day > to) return
    const clock = clockOf(due, zone)
    const minutes = Math.max(task.duration_minutes ?? 0, SHORTEST)
    const key = projected ? `${task.id} ${due}` : task.id
    const entry = { key, task, day, clock, minutes, projected }
    const there = days.get(day)
    if (there) there.push(entry)
    else days.set(day, [entry])
  }
  for (const task of tasks) {
    if (task.due_date === null) continue
    put(task, task.due_date, false)
    if (task.repeat && !task.completed) {
      for (const due of projection(task, from, to)) put(task, due, true)
    }
  }
  for (const entries of days.values()) entries.sort(inOrder)
  return days
}

const WEIGHT = { high: 0, medium: 1, low: 2 } as const

function inOrder(a: Entry, b: Entry): number {
  return (
    (a.clock ?? '').localeCompare(b.clock ?? '') ||
    (a.task.priority ? WEIGHT[a.task.priority] : 3) -
      (b.task.priority ? WEIGHT[b.task.priority] : 3) ||
    (a.task.position < b.task.position ? -1 : a.task.position > b.task.position ? 1 : 0)
  )
}

/** Returns a task's due date on a day, and at a time of day if one is given; a day gets a local time. */
export function dueAt(task: Task, day: Day, clock: string | null, zone: string): string {
  const moved = moveToDay(task.due_date, day, zone)
  if (clock === null) return moved
  const wall = dayNumber(day) * DAY + (+clock.slice(0, 2) * 60 + +clock.slice(3)) * MINUTE
  return kindOf(moved) === 'instant'
    ? dueText({ kind: 'instant', at: instantOf(wall, zone) })
    : dueText({ kind: 'local', at: wall })
}

/** Where an entry stands in a day's column: its lane among those it overlaps, and how many lanes there are. */
export interface Slot {
  entry: Entry
  begin: number
  end: number
  lane: number
  lanes: number
}

/** Lays out the timed entries of a day side by side where they overlap; times in minutes from midnight. */
export function slotsOf(entries: readonly Entry[]): Slot[] {
  const slots: Slot[] = []
  let open: Slot[] = []
  for (const entry of entries) {
    if (entry.clock === null) continue
    const begin = +entry.clock.slice(0, 2) * 60 + +entry.clock.slice(3)
    if (open.every((slot) => slot.end <= begin)) open = []
    const taken = new Set(open.filter((slot) => slot.end > begin).map((slot) => slot.lane))
    let lane = 0
    while (taken.has(lane)) lane++
    const slot = { entry, begin, end: Math.min(begin + entry.minutes, 1440), lane, lanes: 1 }
    open.push(slot)
    slots.push(slot)
    const lanes = Math.max(...open.map((each) => each.lane)) + 1
    for (const each of open) each.lanes = lanes
  }
  return slots
}
