/** The modal dialogs that are open: all that is not in the top one can be neither reached nor heard. */
import { untrack } from 'svelte'

let open = $state.raw<readonly HTMLDialogElement[]>([])

/** The modal dialog above all others, or null; reactive. */
export function topDialog(): HTMLDialogElement | null {
  return open.at(-1) ?? null
}

/** Opens a dialog above everything; the returned function closes it. */
export function showModal(dialog: HTMLDialogElement): () => void {
  dialog.showModal()
  // A dialog is shown by an effect, which must not run again because of it.
  open = [...untrack(() => open), dialog]
  return () => {
    open = untrack(() => open).filter((each) => each !== dialog)
    dialog.close()
  }
}
