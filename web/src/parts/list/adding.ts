/** What a new task takes over from where in a list it is added. */
import { openQuickAdd, type QuickAddContext } from '../../state/quick_add.svelte.ts'
import { todayHere } from '../../state/reader.svelte.ts'
import type { Priority } from '../../sync/records.ts'
import { OVERDUE, type Group } from './groups.ts'
import type { Place } from './place.ts'

/** Opens quick add for a place, or for a group of it. */
export function addTask(place: Place, group?: Group): void {
  openQuickAdd(contextIn(place, group))
}

/** Returns what a new task in a place has, or in a group of it. */
export function contextIn(place: Place, group?: Group): QuickAddContext {
  const day = group?.by === 'date' && group.value !== OVERDUE ? group.value : null
  const due = day ?? (place.kind === 'today' ? todayHere() : null)
  const label = group?.by === 'label' ? group.value : place.kind === 'label' ? place.id : null
  const project = group?.by === 'project' ? group.value : place.projectId
  return {
    ...(project && { project_id: project }),
    ...(group?.by === 'section' && group.value && { section_id: group.value }),
    ...(due && { due_date: due }),
    ...(label && { labels: [label] }),
    ...(group?.by === 'priority' && group.value && { priority: group.value as Priority }),
    ...(group?.by === 'assignee' && group.value && { assignee_ids: [group.value] }),
  }
}
