/** Which picker is open, for which tasks, and at which element. */
import type { Task } from '../sync/records.ts'

export type PickerKind =
  | 'date'
  | 'start'
  | 'deadline'
  | 'repeat'
  | 'reminders'
  | 'duration'
  | 'priority'
  | 'labels'
  | 'project'
  | 'assignees'
  | 'parent'
  | 'blockers'

/** A picker that is open: `anchor` is where it is shown, `from` what had the focus before. */
export interface OpenPicker {
  kind: PickerKind
  ids: readonly string[]
  anchor: Element | null
  from: HTMLElement | null
}

let open = $state.raw<OpenPicker | null>(null)

/** The picker that is open, if one is; reactive. */
export function openedPicker(): OpenPicker | null {
  return open
}

/** Opens a picker for some tasks, at an element or in the middle of the screen. */
export function openPicker(kind: PickerKind, tasks: readonly Task[], anchor?: Element): void {
  if (!tasks.length) return
  const active = document.activeElement
  const from = active instanceof HTMLElement && active !== document.body ? active : null
  open = { kind, ids: tasks.map(({ id }) => id), anchor: anchor ?? null, from }
}

/** Shows another picker in place of the one that is open, for the same tasks. */
export function turnTo(kind: PickerKind): void {
  if (open) open = { ...open, kind }
}

/** Closes the picker; the overlay gives the focus back to where it was. */
export function closePicker(): void {
  open = null
}
