/** The one door for everything that the person writes: done at once, and undoable. */
import { say } from '../messages/say.svelte.ts'
import { current } from '../state/current.svelte.ts'
import { askToKeepOnce } from '../state/keeping.svelte.ts'
import { keepInSight } from '../state/leaving.svelte.ts'
import { announce, dismiss, toast } from '../state/toasts.svelte.ts'
import { noteDone, stepOf, takeAgain, takeBack } from '../state/undo.svelte.ts'
import type { Edit } from '../sync/records.ts'

/** Does edits as one step of undo, under a label in the person's words; `shown` offers Undo in a toast. */
export function edit(label: string, edits: Edit[], { shown = false } = {}): void {
  if (!edits.length) return
  const engine = current()
  const step = stepOf(label, edits, engine.replica)
  keepInSight(edits, engine.replica)
  engine.mutate(edits)
  askToKeepOnce()
  noteDone(step)
  withdraw()
  if (shown) offer(label, say.app.undo, undo)
  else announce(label)
}

/** Takes back the latest step, but for what was written since. */
export function undo(): void {
  const back = takeBack(current().replica)
  if (!back) return
  current().mutate(back.edits)
  withdraw()
  offer(say.app.undone(back.step.label), say.app.redo, redo)
}

/** Does the step again that was undone last. */
export function redo(): void {
  const again = takeAgain(current().replica)
  if (!again) return
  current().mutate(again.edits)
  withdraw()
  offer(again.step.label, say.app.undo, undo)
}

let offered = 0

/** Shows a toast whose button goes back or forth one step. */
function offer(text: string, label: string, run: () => void): void {
  offered = toast(text, { action: { label, run } })
}

/** Takes the toast before away: its button would go back another step than it says. */
function withdraw(): void {
  dismiss(offered)
}
