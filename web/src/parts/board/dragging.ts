/** Drag and drop of a board's cards; the keyboard has its own way. */
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Attachment } from 'svelte/attachments'

const KIND = 'board card'

/** What is dragged: a task, and the key of the column from which it comes. */
export interface Dragged {
  taskId: string
  from: string
}

/** Makes an element a card that can be dragged. */
export function card(dragged: Dragged, canDrag: () => boolean): Attachment<HTMLElement> {
  return (element) =>
    draggable({
      element,
      canDrag,
      getInitialData: () => ({ kind: KIND, ...dragged }),
      onDragStart: () => element.toggleAttribute('data-dragged', true),
      onDrop: () => element.removeAttribute('data-dragged'),
    })
}

/** Makes an element a column on which cards can be dropped; `index` is the place among its cards. */
export function column(
  onOver: (index: number | null) => void,
  onDrop: (dragged: Dragged, index: number) => void,
): Attachment<HTMLElement> {
  return (element) => {
    const indexAt = (y: number) => {
      const cards = [...element.querySelectorAll('[data-card]')]
      const below = cards.findIndex((each) => {
        const { top, height } = each.getBoundingClientRect()
        return y < top + height / 2
      })
      return below < 0 ? cards.length : below
    }
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === KIND,
      onDrag: ({ location }) => onOver(indexAt(location.current.input.clientY)),
      onDragLeave: () => onOver(null),
      onDrop: ({ source, location }) => {
        onOver(null)
        const { taskId, from } = source.data as unknown as Dragged
        onDrop({ taskId, from }, indexAt(location.current.input.clientY))
      },
    })
  }
}
