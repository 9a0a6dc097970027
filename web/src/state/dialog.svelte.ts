/** Which of the dialogs that can be called up from anywhere is open; there is one at a time. */

export type OpenDialog =
  /** A project to edit, or without `id` a new one, nested in `parent_id` if that is given. */
  | { kind: 'project'; id?: string; parent_id?: string }
  | { kind: 'section'; project_id: string; id?: string }
  | { kind: 'label'; id?: string; name?: string }
  | { kind: 'filter'; id?: string; query?: string }
  | { kind: 'share'; project_id: string }
  /** The addresses under which a list is read as a calendar. */
  | { kind: 'feed'; list: 'project' | 'filter'; id: string }
  | { kind: 'sign-out' }
  | { kind: 'help' }

let open = $state.raw<OpenDialog | null>(null)

/** The dialog that is open, or null; reactive. */
export function openedDialog(): OpenDialog | null {
  return open
}

/** Opens a dialog in place of the one that is open. */
export function openDialog(dialog: OpenDialog): void {
  open = dialog
}

/** Closes the dialog. */
export function closeDialog(): void {
  open = null
}
