/** Which part of a task's panel should have the focus when it is shown: asked for by acts. */
import { openTask } from './router.svelte.ts'

export type PanelPart = 'title' | 'description' | 'subtasks' | 'comments'

let wanted = $state<PanelPart | null>(null)

/** Opens a task's panel and asks it to give one of its parts the focus. */
export function openTaskAt(id: string, part: PanelPart): void {
  wanted = part
  openTask(id)
}

/** The part that should have the focus, or null; reactive. The panel gives it, then calls `partHasFocus`. */
export function wantedPart(): PanelPart | null {
  return wanted
}

/** Notes that the wanted part has the focus. */
export function partHasFocus(): void {
  wanted = null
}
