/** Dragging in the side bar: projects to other places of the tree, and tasks of a list into projects. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import type { Attachment } from 'svelte/attachments'
import { dragAdapter } from '../ahead.ts'

const PROJECT = 'side bar project'
/** What rows of a list call themselves when they are dragged. */
const TASK = 'list row'

/** Where over a project something is: before it, after it, or in it. */
export type Zone = 'before' | 'after' | 'in'

export interface ProjectDrop {
  id: string
  canDrag: () => boolean
  /** Whether another project may come to a zone of this one. */
  takesProject: (id: string, zone: Zone) => boolean
  takesTasks: () => boolean
  /** What is over it now: a zone for a project, 'in' for tasks, null when nothing is. */
  onover: (zone: Zone | null) => void
  onproject: (id: string, zone: Zone) => void
  ontask: (id: string) => void
}

/** Makes a project of the tree a thing to drag and a place to drop; where the pointer is fine. */
export function projectDrop(project: ProjectDrop): Attachment<HTMLElement> {
  return (element) => {
    // It comes after the list; this runs again when it is there.
    const adapter = dragAdapter.now
    if (!adapter || !matchMedia('(pointer: fine)').matches) return
    let zone: Zone | null = null
    const over = (next: Zone | null) => {
      if (zone !== next) project.onover((zone = next))
    }
    /** Returns the zone that something would be dropped in, or null where it may not be. */
    const meant = (data: Record<string, unknown>, { clientY }: { clientY: number }) => {
      if (data['kind'] === TASK) return 'in'
      const id = data['id'] as string
      const at = zoneAt(element, clientY)
      return id !== project.id && project.takesProject(id, at) ? at : null
    }
    return combine(
      adapter.draggable({
        element,
        canDrag: project.canDrag,
        getInitialData: () => ({ kind: PROJECT, id: project.id }),
      }),
      adapter.dropTargetForElements({
        element,
        canDrop: ({ source: { data } }) =>
          data['kind'] === TASK ? project.takesTasks() : data['kind'] === PROJECT,
        onDrag: ({ source: { data }, location }) => over(meant(data, location.current.input)),
        onDragLeave: () => over(null),
        onDrop: ({ source: { data }, location }) => {
          const at = meant(data, location.current.input)
          over(null)
          if (data['kind'] === TASK) project.ontask(data['taskId'] as string)
          else if (at) project.onproject(data['id'] as string, at)
        },
      }),
    )
  }
}

/** Returns the zone of an element that a height of the screen is in: a third each. */
function zoneAt(element: HTMLElement, y: number): Zone {
  const { top, height } = element.getBoundingClientRect()
  const part = (y - top) / height
  return part < 0.3 ? 'before' : part > 0.7 ? 'after' : 'in'
}
