/** Short words at the edge of the screen, and what screen readers are told. */
import { untrack } from 'svelte'

export interface Toast {
  id: number
  text: string
  action?: { label: string; run: () => void }
  tone: 'plain' | 'problem'
}

let shown = $state.raw<readonly Toast[]>([])
let spoken = $state('')
let next = 1

/** The toasts that are shown, the latest last; reactive. */
export function toasts(): readonly Toast[] {
  return shown
}

/** What the polite live region says now; reactive. */
export function said(): string {
  return spoken
}

/** Shows a toast, at most three at once; it is spoken too. Returns its id. */
export function toast(text: string, rest: Partial<Pick<Toast, 'action' | 'tone'>> = {}): number {
  const id = next++
  shown = [...untrack(() => shown).slice(-2), { id, text, tone: 'plain', ...rest }]
  announce(text)
  return id
}

/** Takes a toast away. */
export function dismiss(id: number): void {
  shown = shown.filter((each) => each.id !== id)
}

/** Has screen readers say a short sentence, the same one again as well. */
export function announce(text: string): void {
  // An effect that announces something must not run again because of it.
  spoken = untrack(() => spoken) === text ? `${text}\u00a0` : text
}
