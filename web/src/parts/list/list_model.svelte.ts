/** What a list shows and what its rows need to know, worked out again only where something changed. */
import { addDays, type Day } from '../../domain/calendar.ts'
import { dayOf } from '../../domain/due.ts'
import { projectedDates } from '../../domain/recurrence/index.ts'
import { compareRank } from '../../domain/rank.ts'
import { foldedIn } from '../../state/folds.svelte.ts'
import { leavingTasks } from '../../state/leaving.svelte.ts'
import { listOptions } from '../../state/list_options.svelte.ts'
import { locale, todayHere } from '../../state/reader.svelte.ts'
import * as records from '../../state/records.svelte.ts'
import { hasRole } from '../../state/rights.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import type { Task } from '../../sync/records.ts'
import { grouping, type Group, type Known } from './groups.ts'
import { comparing } from './order.ts'
import { belonging, groupingAt, orderAt, type Place } from './place.ts'
import { rowsOf, type Rows } from './rows.ts'

/** So many days of the agenda stand there even with nothing on them. */
const DAYS_SHOWN = 14
/** How far ahead repeats are projected: three months; a year of daily ones would hide the rest. */
const DAYS_AHEAD = 92
const NOBODY: ReadonlyMap<string, Task> = new Map()

/** The list of one place. */
export class ListModel {
  readonly #place: () => Place
  /** Dates to come of repeating tasks, as worked out `from` a day in a zone. */
  readonly #dates = new WeakMap<Task, { from: string; dates: { day: Day; due: string }[] }>()
  readonly #matches: () => (task: Task) => boolean
  /** The id of the task whose title is being edited in the list, with the task as it was. */
  editing = $state.raw<Task | null>(null)
  /** Where a task is being added in the list: at an end of a group. */
  adding = $state.raw<{ group: Group; end: 'start' | 'end' } | null>(null)

  readonly options = $derived.by(() => listOptions(this.#place().key))
  readonly order = $derived.by(() => orderAt(this.#place(), this.options))
  readonly isManual = $derived(this.order === 'manual' && !this.options.reversed)
  readonly #archived = $derived(
    new Set(records.projects.all.filter(({ archived }) => archived).map(({ id }) => id)),
  )

  /** The tasks of the place, done ones included. */
  readonly tasks: readonly Task[] = $derived.by(() => {
    const here = belonging(this.#place(), {
      today: todayHere(),
      zone: records.settings().time_zone,
      personId: me().person_id,
      archived: this.#archived,
      matches: this.#matches(),
    })
    const { held } = this
    return records.tasks.all.filter(held.size ? (task) => here(held.get(task.id) ?? task) : here)
  })

  readonly known: Known = $derived.by(() => {
    const { projectId } = this.#place()
    const byHand = <T extends { id: string; position: string }>(all: readonly T[]) =>
      [...all].sort(compareRank)
    return {
      today: todayHere(),
      zone: records.settings().time_zone,
      sections: byHand(
        records.sections.all.filter(({ project_id }) => project_id === projectId),
      ).map(({ id }) => id),
      projects: byHand(records.placements.all).map(({ id }) => id),
      labels: byHand(records.labels.all).map(({ name }) => name),
      people: records.members.all.map(({ id }) => id),
    }
  })

  /** Tasks that stay in their place for a while: just closed here, or their title is being edited. */
  readonly held: ReadonlyMap<string, Task> = $derived.by(() => {
    const leaving = leavingTasks()
    if (!this.editing && !leaving.size) return NOBODY
    const held = new Map<string, Task>()
    for (const [id, before] of leaving) if (isGone(before)) held.set(id, before)
    if (this.editing) held.set(this.editing.id, this.editing)
    return held
  })

  readonly canAdd = $derived.by(() => {
    const { kind, projectId } = this.#place()
    if (projectId) return hasRole(projectId, 'editor') && !this.#archived.has(projectId)
    return kind === 'today' || kind === 'label'
  })

  /** The order of the list before it changes; not followed, since it only saves time. */
  #before: Rows['sorted'] | undefined

  readonly list: Rows = $derived.by(() => {
    const place = this.#place()
    const { known, options } = this
    const isAgenda = place.kind === 'upcoming'
    const groups = grouping(groupingAt(place, options), known, this.#days(place, known.today))
    const list = rowsOf({
      tasks: this.tasks,
      groups,
      compare: comparing(this.order, known.zone, locale(), options.reversed),
      folded: foldedIn(place.key),
      held: this.held,
      done: options.done,
      canAdd: this.canAdd,
      alwaysHeadings: isAgenda,
      repeats: isAgenda ? this.#repeats(known) : undefined,
      before: this.#before,
    })
    this.#before = list.sorted
    return list
  })

  constructor(place: () => Place, matches: () => (task: Task) => boolean) {
    this.#place = place
    this.#matches = matches
  }

  #days({ kind }: Place, today: Day): Day[] {
    if (kind === 'today') return [today]
    if (kind !== 'upcoming') return []
    return Array.from({ length: DAYS_SHOWN }, (_, i) => addDays(today, i))
  }

  #repeats({ today, zone }: Known): Map<Day, { task: Task; due: string }[]> {
    const last = addDays(today, DAYS_AHEAD)
    const byDay = new Map<Day, { task: Task; due: string }[]>()
    for (const task of this.tasks) {
      if (!task.repeat || task.completed) continue
      for (const { day, due } of this.#datesOf(task, today, last, zone)) {
        const there = byDay.get(day)
        if (there) there.push({ task, due })
        else byDay.set(day, [{ task, due }])
      }
    }
    return byDay
  }

  /** A task's dates to come stay what they are until it changes, or the day does. */
  #datesOf(task: Task, today: Day, last: Day, zone: string): readonly { day: Day; due: string }[] {
    const from = `${today} ${zone}`
    let known = this.#dates.get(task)
    if (known?.from !== from) {
      const dates = projectedDates(task, today, last, zone)
      known = { from, dates: dates.map((due) => ({ day: dayOf(due, zone), due })) }
      this.#dates.set(task, known)
    }
    return known.dates
  }
}

/** A task that was undone meanwhile is where it belongs, not about to go. */
function isGone(before: Task): boolean {
  const now = records.tasks.get(before.id)
  return now !== undefined && (now.completed || now.due_date !== before.due_date)
}
