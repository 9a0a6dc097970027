/** The menu of tasks that was asked for by a key or a right click: where it is, and what for. */
import type { Task } from '../sync/records.ts'

/** Where a menu opens: at an element, or at a point of the screen. */
export type Anchor = Element | { x: number; y: number }

interface TaskMenu {
  anchor: Anchor
  tasks: readonly Task[]
}

let open = $state.raw<TaskMenu | null>(null)

/** The menu of tasks that is open, or null; reactive. */
export function taskMenu(): TaskMenu | null {
  return open
}

/** Opens the menu of some tasks at an element or a point, as a right click on a row does. */
export function openTaskMenu(anchor: Anchor, tasks: readonly Task[]): void {
  if (tasks.length) open = { anchor, tasks }
}

/** Closes the menu. */
export function closeTaskMenu(): void {
  open = null
}
