/** Drag and drop of a calendar's entries on to days and hours; the keyboard has its own way. */
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Attachment } from 'svelte/attachments'
import type { Day } from '../../domain/calendar.ts'

const KIND = 'calendar entry'

/** Makes an element a task that can be dragged. */
export function dragged(taskId: string, canDrag: () => boolean): Attachment<HTMLElement> {
  return (element) =>
    draggable({ element, canDrag, getInitialData: () => ({ kind: KIND, taskId }) })
}

/** Makes an element a day on which tasks can be dropped; `clockAt` tells the time of a height on it. */
export function dropped(
  day: Day,
  onDrop: (taskId: string, day: Day, clock: string | null) => void,
  clockAt: (offset: number) => string | null = () => null,
): Attachment<HTMLElement> {
  return (element) =>
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['kind'] === KIND,
      onDragEnter: () => element.toggleAttribute('data-over', true),
      onDragLeave: () => element.removeAttribute('data-over'),
      onDrop: ({ source, location }) => {
        element.removeAttribute('data-over')
        const { top } = element.getBoundingClientRect()
        const clock = clockAt(location.current.input.clientY - top)
        onDrop(source.data['taskId'] as string, day, clock)
      },
    })
}
