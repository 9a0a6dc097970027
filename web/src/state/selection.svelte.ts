/** Which tasks are selected, and which one has the focus in the list that is shown. */

let chosen = $state.raw<ReadonlySet<string>>(new Set())
let focused = $state<string | null>(null)
let anchor: string | null = null

/** The ids of the selected tasks; reactive. */
export function selection(): ReadonlySet<string> {
  return chosen
}

/** The id of the task with the focus, or null; reactive. */
export function focusedTask(): string | null {
  return focused
}

/** Notes which task has the focus; the list moves the browser's focus itself. */
export function noteFocus(id: string | null): void {
  focused = id
}

/** Selects a task or takes it out of the selection. */
export function toggleSelected(id: string): void {
  const next = new Set(chosen)
  if (!next.delete(id)) next.add(id)
  anchor = id
  chosen = next
}

/** Selects all from the last one that was selected by itself to this one; `order` is the list's. */
export function selectTo(id: string, order: readonly string[]): void {
  const from = order.indexOf(anchor ?? focused ?? id)
  const to = order.indexOf(id)
  if (from < 0 || to < 0) return toggleSelected(id)
  const [low, high] = from < to ? [from, to] : [to, from]
  chosen = new Set([...chosen, ...order.slice(low, high + 1)])
}

/** Selects exactly these tasks; none clears the selection. */
export function select(ids: Iterable<string>): void {
  chosen = new Set(ids)
  anchor = null
}
