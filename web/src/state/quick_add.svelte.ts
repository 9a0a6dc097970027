/** Quick add from anywhere: whether its dialog is open, and what a task begins with there. */

import type { Priority } from '../sync/records.ts'

/** What a new task has unless its line says something else; `text` stands in the field already. */
export interface QuickAddContext {
  project_id?: string | undefined
  section_id?: string | null | undefined
  parent_id?: string | null | undefined
  /** A day, or a local time. */
  due_date?: string | undefined
  labels?: readonly string[] | undefined
  priority?: Priority | undefined
  /** People of the project. */
  assignee_ids?: readonly string[] | undefined
  text?: string | undefined
  /** Positions in the order by hand that it lies between; else it goes to the end. */
  between?: readonly [after: string | null, before: string | null] | undefined
}

let open = $state.raw<QuickAddContext | null>(null)

/** What quick add was opened with; null when it is closed. Reactive. */
export function quickAdd(): QuickAddContext | null {
  return open
}

/** Opens quick add over whatever is shown. */
export function openQuickAdd(context: QuickAddContext = {}): void {
  open = context
}

/** Closes quick add. */
export function closeQuickAdd(): void {
  open = null
}
