/** A drag of rows through a list: where they would land, and what is written when they do. */
import { edit } from '../../acts/edit.ts'
import { named } from '../../acts/naming.ts'
import { outermost } from '../../acts/task_edits.ts'
import { say } from '../../messages/say.svelte.ts'
import { current } from '../../state/current.svelte.ts'
import { mayWrite } from '../../state/rights.svelte.ts'
import { selection } from '../../state/selection.svelte.ts'
import { landingAt, landingEdits, rowsWithout, type Landing } from './drop.ts'
import type { ListModel } from './list_model.svelte.ts'
import type { Row, TaskRow } from './rows.ts'

/** So far to the side is one level. */
const LEVEL = 28

export class DragState {
  readonly #model: ListModel
  #rest: readonly Row[] = []
  #restAt: readonly number[] = []
  #from = { x: 0, depth: 0 }
  /** The rows that are dragged: the selected ones, if the one under the pointer is among them. */
  moved = $state.raw<readonly TaskRow[]>([])
  landing = $state.raw<Landing | null>(null)
  /** The row of the whole list above which the landing is drawn. */
  line = $state<number | null>(null)

  constructor(model: ListModel) {
    this.#model = model
  }

  /** Begins a drag of the row with a key at an `x`; nothing happens when its task may not be written. */
  begin(key: string, x: number): void {
    const { rows } = this.#model.list
    const row = rows.find((each): each is TaskRow => each.kind === 'task' && each.key === key)
    if (!row) return
    const isMeant = ({ task }: TaskRow) =>
      selection().has(row.task.id) ? selection().has(task.id) : task.id === row.task.id
    const meant = rows.filter((each): each is TaskRow => each.kind === 'task' && isMeant(each))
    const tasks = new Set(
      outermost(
        meant.map(({ task }) => task),
        current().replica,
      ),
    )
    // A task that stands twice, under two labels, is dragged from where the pointer took it.
    const once = new Map(
      meant.filter(({ task }) => tasks.has(task)).map((each) => [each.task.id, each]),
    )
    if (once.has(row.task.id)) once.set(row.task.id, row)
    if (!mayWrite([...tasks])) return
    this.#from = { x, depth: row.depth }
    this.moved = [...once.values()]
    this.#rest = rowsWithout(rows, new Set(once.keys()))
    const at = new Map(rows.map((each, index) => [each.key, index]))
    this.#restAt = this.#rest.map((each) => at.get(each.key)!)
  }

  /** Notes that the pointer is over a row's upper or lower half, at an `x`: to the side means in or out. */
  over(index: number, isLower: boolean, x: number, isRightToLeft: boolean): void {
    if (!this.moved.length) return
    const aside = isRightToLeft ? this.#from.x - x : x - this.#from.x
    const depth = this.#from.depth + Math.trunc(aside / LEVEL)
    const gap = index + (isLower ? 1 : 0)
    let at = this.#restAt.findIndex((original) => original >= gap)
    if (at < 0) at = this.#rest.length
    this.landing = landingAt(this.#rest, at, depth)
    this.line = this.landing && (this.#restAt[at] ?? this.#model.list.rows.length)
  }

  /** Ends the drag; `isDropped` writes where the rows have landed. */
  end(isDropped: boolean): void {
    const { moved, landing } = this
    this.moved = []
    this.landing = null
    this.line = null
    if (!isDropped || !landing) return
    const { known, isManual } = this.#model
    const edits = landingEdits(moved, landing, { ...known, isManual })
    edit(say.lists.moved(named(moved.map(({ task }) => task))), edits)
  }
}
