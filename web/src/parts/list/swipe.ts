/** Touch on rows: a swipe to either side, and a long press. Each has a twin that is seen in the row's menu. */
import type { Attachment } from 'svelte/attachments'

export interface Touch {
  /** The row was swept far enough: towards the end of the line, or back to its start. */
  onswipe: (row: HTMLElement, to: 'end' | 'start') => void
  onlongpress: (row: HTMLElement) => void
}

const FAR = 72
const NEAR = 10
const LONG = 450

/** Follows touches on the rows in an element; rows are what has `data-task`. */
export function touches({ onswipe, onlongpress }: Touch): Attachment<HTMLElement> {
  return (element) => {
    let row: HTMLElement | null = null
    let [fromX, fromY] = [0, 0]
    let isSwiping = false
    let timer = 0

    const moved = (x: number) => x - fromX
    const isRightToLeft = () => getComputedStyle(element).direction === 'rtl'

    function release() {
      clearTimeout(timer)
      row?.style.removeProperty('--swipe')
      row?.removeAttribute('data-swipe')
      row = null
      isSwiping = false
    }

    function begin(event: PointerEvent) {
      release()
      const target = event.target as Element
      if (event.pointerType !== 'touch' || !event.isPrimary || target.closest('input[type=text]'))
        return
      row = target.closest<HTMLElement>('[data-task]')
      ;[fromX, fromY] = [event.clientX, event.clientY]
      timer = window.setTimeout(() => {
        if (row && !isSwiping) onlongpress(row)
        swallowClick(element)
        release()
      }, LONG)
    }

    function follow(event: PointerEvent) {
      if (!row) return
      const by = moved(event.clientX)
      if (!isSwiping) {
        if (Math.abs(event.clientY - fromY) > NEAR) return release()
        if (Math.abs(by) < NEAR) return
        isSwiping = true
        clearTimeout(timer)
        row.setPointerCapture(event.pointerId)
      }
      row.style.setProperty('--swipe', `${by}px`)
      row.dataset['swipe'] = Math.abs(by) < FAR ? 'begun' : towards(by)
    }

    function towards(by: number): 'end' | 'start' {
      return by > 0 === isRightToLeft() ? 'start' : 'end'
    }

    function end(event: PointerEvent) {
      const by = moved(event.clientX)
      if (row && isSwiping) {
        swallowClick(element)
        if (Math.abs(by) >= FAR) onswipe(row, towards(by))
      }
      release()
    }

    const menu = (event: Event) => {
      // A long press selects; the browser's own menu would lie over it.
      if (row) event.preventDefault()
    }
    element.addEventListener('pointerdown', begin)
    element.addEventListener('pointermove', follow)
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', release)
    element.addEventListener('contextmenu', menu)
    return () => {
      release()
      element.removeEventListener('pointerdown', begin)
      element.removeEventListener('pointermove', follow)
      element.removeEventListener('pointerup', end)
      element.removeEventListener('pointercancel', release)
      element.removeEventListener('contextmenu', menu)
    }
  }
}

/** A gesture ends with a click of the browser's, which means nothing more. */
function swallowClick(element: HTMLElement): void {
  const swallow = (event: Event) => {
    event.stopPropagation()
    event.preventDefault()
  }
  element.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => element.removeEventListener('click', swallow, { capture: true }), 400)
}
