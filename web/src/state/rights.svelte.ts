/** What one may do in a project, by one's role: what may not be done is not offered. */
import type { Role, Task } from '../sync/records.ts'
import { placements } from './records.svelte.ts'

const ORDER: readonly Role[] = ['viewer', 'commenter', 'editor', 'admin', 'owner']

/** Tells whether one has at least a role in a project; reactive. */
export function hasRole(projectId: string, role: Role): boolean {
  const own = placements.get(projectId)?.role
  return own !== undefined && ORDER.indexOf(own) >= ORDER.indexOf(role)
}

/** Tells whether one may write all of these tasks; reactive. */
export function mayWrite(tasks: readonly Task[]): boolean {
  return tasks.length > 0 && tasks.every((task) => hasRole(task.project_id, 'editor'))
}
