/** Has the focus go on when the task that had it leaves a view: to the next one, or else the one before. */
import { focusFirst } from './focus.ts'

interface View {
  element: () => HTMLElement | undefined
  /** The ids of its tasks, in the order in which one goes through them. */
  order: () => readonly string[]
  /** The element of a task that takes the focus. */
  stopOf: (id: string) => HTMLElement | null | undefined
}

/** To be called once while a component is made. */
export function keepFocus({ element, order, stopOf }: View): void {
  let before: readonly string[] = []
  let had: string | null = null
  $effect.pre(() => {
    void order()
    const here = document.activeElement
    const stop = here && element()?.contains(here) ? here.closest<HTMLElement>('[data-task]') : null
    had = stop?.dataset['task'] ?? null
  })
  $effect(() => {
    const now = order()
    if (had !== null && document.activeElement === document.body) {
      const left = new Set(now)
      const at = before.indexOf(had)
      const heirs = [had, ...before.slice(at + 1), ...before.slice(0, Math.max(at, 0)).reverse()]
      focusFirst(heirs.filter((id) => left.has(id)).map(stopOf))
    }
    before = now
  })
}
