/** The side bar where it lies over the tasks: it has the focus, and goes by Esc and by a swipe. */
import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import { closeDrawer, isWide } from '../../state/layout.svelte.ts'

const FAR = 60

/** Gives the drawer the focus and gives it back afterwards; arrows go through its links. */
export const drawer: Attachment<HTMLElement> = (element) => {
  let begin: { x: number; y: number } | null = null

  if (!isWide()) element.querySelector<HTMLElement>('[aria-current], a')?.focus()

  function onKey(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Escape' && !isWide()) {
      event.stopPropagation()
      closeDrawer()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const links = [...element.querySelectorAll<HTMLElement>('a')]
      const at = links.indexOf(document.activeElement as HTMLElement)
      if (at < 0) return
      event.preventDefault()
      links[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
    }
  }

  function onDown({ pointerType, clientX, clientY }: PointerEvent) {
    begin = pointerType === 'touch' ? { x: clientX, y: clientY } : null
  }

  function onUp({ clientX, clientY }: PointerEvent) {
    if (!begin || isWide()) return
    const isRightToLeft = getComputedStyle(element).direction === 'rtl'
    const back = isRightToLeft ? clientX - begin.x : begin.x - clientX
    if (back > FAR && back > 2 * Math.abs(clientY - begin.y)) closeDrawer()
    begin = null
  }

  element.addEventListener('keydown', onKey)
  element.addEventListener('pointerdown', onDown)
  element.addEventListener('pointerup', onUp)
  return () => {
    const isLost =
      element.contains(document.activeElement) || document.activeElement === document.body
    if (isLost) void tick().then(giveBack)
  }
}

/** Gives the focus to the button that brings the side bar back, or else to what is shown. */
function giveBack(): void {
  if (document.activeElement !== document.body) return
  const button = document.querySelector<HTMLElement>('#main [aria-controls="sidebar"]')
  ;(button ?? document.getElementById('main'))?.focus()
}
