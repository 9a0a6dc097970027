/** The one door for everything that the person writes: done at once, and undoable. */
import { say } from '../messages/say.svelte.ts'
import { current } from '../state/current.svelte.ts'
import { keepInSight } from '../state/leaving.svelte.ts'
import { announce, toast } from '../state/toasts.svelte.ts'
import { noteDone, stepOf, takeAgain, takeBack } from '../state/undo.svelte.ts'
import type { Edit } from '../sync/records.ts'

/** Does edits as one step of undo, under a label in the person's words; `shown` offers Undo in a toast. */
export function edit(label: string, edits: Edit[], { shown = false } = {}): void {
  if (!edits.length) return
  const engine = current()
  const step = stepOf(label, edits, engine.replica)
  keepInSight(edits, engine.replica)
  engine.mutate(edits)
  noteDone(step)
  if (shown) toast(label, { action: { label: say.app.undo, run: undo } })
  else announce(label)
}

/** Takes back the latest step, but for what was written since. */
export function undo(): void {
  const back = takeBack(current().replica)
  if (!back) return
  current().mutate(back.edits)
  toast(say.app.undone(back.step.label), {
    action: { label: say.app.redo, run: redo },
  })
}

/** Does the step again that was undone last. */
export function redo(): void {
  const again = takeAgain(current().replica)
  if (!again) return
  current().mutate(again.edits)
  toast(again.step.label, { action: { label: say.app.undo, run: undo } })
}
