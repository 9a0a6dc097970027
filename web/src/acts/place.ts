/** What a new task takes over from the place that is shown. */
import { projects } from '../state/records.svelte.ts'
import { hasRole } from '../state/rights.svelte.ts'
import { todayHere } from '../state/reader.svelte.ts'
import type { Context } from './act.ts'

/** Values that quick add begins with. */
export interface NewTask {
  project_id?: string
  due_date?: string
  labels?: string[]
}

/** Returns what a new task begins with: the project or label that is shown, or today's date. */
export function placeForNew({ route, project }: Pick<Context, 'route' | 'project'>): NewTask {
  if (route.name === 'today') return { due_date: todayHere() }
  if (route.name === 'label') return { labels: [route.id] }
  if (!project || !projects.get(project.id)) return {}
  return hasRole(project.id, 'editor') && !project.archived ? { project_id: project.id } : {}
}
