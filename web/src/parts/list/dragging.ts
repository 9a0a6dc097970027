/**
 * Dragging rows: the pragmatic adapter put to a windowed list, with scrolling at its edges. The adapter
 * comes after the list; reading it in an attachment has that run again when it is there.
 */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import type { Attachment } from 'svelte/attachments'
import { dragAdapter } from '../ahead.ts'

const KIND = 'list row'
const EDGE = 56
const FASTEST = 18

/** A point of the screen. */
export interface Point {
  x: number
  y: number
}

/** What a list does while rows of it are dragged. */
export interface Dragging {
  onstart: (key: string, point: Point) => void
  onmove: (point: Point) => void
  /** The drag is over; `isDropped`: on this list. */
  onend: (isDropped: boolean) => void
}

/** Makes a row a thing to drag; only where the pointer is fine: on touch a long press selects. */
export function draggedRow(
  key: string,
  taskId: string,
  canDrag: () => boolean,
): Attachment<HTMLElement> {
  return (element) => {
    const adapter = dragAdapter.now
    if (!adapter || !matchMedia('(pointer: fine)').matches) return
    return adapter.draggable({
      element,
      canDrag,
      getInitialData: () => ({ kind: KIND, key, taskId }),
    })
  }
}

/** Makes a scrolling element the list in which rows are dropped. */
export function dropList(list: Dragging): Attachment<HTMLElement> {
  return (element) => {
    const adapter = dragAdapter.now
    if (!adapter) return
    let frame = 0
    let pointer = { x: 0, y: 0 }

    function scroll() {
      const { top, bottom } = element.getBoundingClientRect()
      const above = top + EDGE - pointer.y
      const below = pointer.y - (bottom - EDGE)
      const by = above > 0 ? -above : below > 0 ? below : 0
      if (by) {
        element.scrollBy(0, (Math.max(-EDGE, Math.min(by, EDGE)) / EDGE) * FASTEST)
        list.onmove(pointer)
      }
      frame = requestAnimationFrame(scroll)
    }

    const isRow = (data: Record<string, unknown>) => data['kind'] === KIND
    const isOver = (targets: { element: Element }[]) =>
      targets.some((target) => target.element === element)

    const stop = combine(
      adapter.dropTargetForElements({ element, canDrop: ({ source }) => isRow(source.data) }),
      adapter.monitorForElements({
        canMonitor: ({ source }) => isRow(source.data) && element.contains(source.element),
        onDragStart: ({ source, location }) => {
          pointer = { x: location.current.input.clientX, y: location.current.input.clientY }
          list.onstart(source.data['key'] as string, pointer)
          frame = requestAnimationFrame(scroll)
        },
        onDrag: ({ location }) => {
          pointer = { x: location.current.input.clientX, y: location.current.input.clientY }
          list.onmove(pointer)
        },
        onDrop: ({ location }) => {
          cancelAnimationFrame(frame)
          list.onend(isOver(location.current.dropTargets))
        },
      }),
    )
    return () => {
      cancelAnimationFrame(frame)
      stop()
    }
  }
}
