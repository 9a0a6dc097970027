/** The dialog of a picker: it floats at its anchor, and gives the focus back when it goes. */
import { isWide } from '../../state/layout.svelte.ts'
import { showModal } from '../../state/modal.svelte.ts'
import type { OpenPicker } from '../../state/picker.svelte.ts'
import { focusFirst } from '../focus.ts'
import { placeAt } from './placing.ts'

/** Shows a dialog at the anchor of its picker, or where its styles have it; a Svelte action. */
export function floating(
  node: HTMLDialogElement,
  { kind, ids, anchor, from }: OpenPicker,
): { destroy: () => void } {
  const panel = from?.closest('[data-panel]')
  const place = () => placed(node, anchor)
  const close = showModal(node)
  place()
  const observer = new ResizeObserver(place)
  observer.observe(node.firstElementChild!)
  addEventListener('resize', place)
  return {
    destroy() {
      observer.disconnect()
      removeEventListener('resize', place)
      close()
      // What opened it may be gone, as one that added a field which is there now.
      const field = panel?.querySelector(`[data-field="${kind}"]`)
      focusFirst([from, anchor, field, panel], [...ids])
    },
  }
}

/** Gives the focus to the first field in a dialog; on touch that would call up the keyboard, over what can be tapped. */
export function focusIn(node: HTMLElement): void {
  const first = node.querySelector<HTMLElement>('[data-first]')
  if (first && !matchMedia('(pointer: coarse)').matches) first.focus()
  else node.focus()
}

function placed(node: HTMLElement, anchor: Element | null): void {
  const isFloating = isWide() && anchor?.isConnected
  node.classList.toggle('floating', !!isFloating)
  if (!isFloating) return node.removeAttribute('style')
  node.style.maxHeight = ''
  const size = { width: node.offsetWidth, height: node.offsetHeight }
  const screen = { width: innerWidth, height: innerHeight }
  const rightToLeft = getComputedStyle(node).direction === 'rtl'
  const at = placeAt(anchor.getBoundingClientRect(), size, screen, rightToLeft)
  node.style.left = `${at.left}px`
  node.style.top = `${at.top}px`
  node.style.maxHeight = `${at.maxHeight}px`
}
