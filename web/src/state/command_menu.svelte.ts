/** Whether the command menu is open, and whether it shows all or one kind of place only. */

export type CommandScope = 'all' | 'project' | 'label' | 'filter'

let open = $state<CommandScope | null>(null)

/** The scope that the command menu is open for, or null when it is closed; reactive. */
export function commandMenu(): CommandScope | null {
  return open
}

/** Opens the command menu, for everything or for the places of one kind. */
export function openCommandMenu(scope: CommandScope = 'all'): void {
  open = scope
}

/** Closes the command menu. */
export function closeCommandMenu(): void {
  open = null
}
