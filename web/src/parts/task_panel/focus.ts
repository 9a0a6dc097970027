/** Where the focus was before a panel had it; it outlives going on to the next task. */
let before: HTMLElement | null = null

/**
 * Notes where the focus is, unless it is nowhere or in a panel already. Returns what gives it back when
 * the panel goes while it has the focus: to where it was, or where `otherwise` puts it, if it can.
 */
export function returnTo(panel: HTMLElement): (otherwise: () => boolean) => void {
  const active = document.activeElement
  if (
    active instanceof HTMLElement &&
    active !== document.body &&
    !active.closest('[data-panel]')
  ) {
    before = active
  }
  return (otherwise) => {
    const now = document.activeElement
    if (now && now !== document.body && !panel.contains(now)) return
    // By then the list follows, and the panel of the next task, which takes the focus itself.
    setTimeout(() => {
      if (document.querySelector('[data-panel]')) return
      if (before?.isConnected) before.focus()
      else if (!otherwise()) document.getElementById('main')?.focus()
    })
  }
}
