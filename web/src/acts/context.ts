/** What acts are done to now: the selection, or else the task with the focus, or the one that is open. */
import { projects, tasks } from '../state/records.svelte.ts'
import { route } from '../state/router.svelte.ts'
import { focusedTask, selection } from '../state/selection.svelte.ts'
import type { Task } from '../sync/records.ts'
import type { Context } from './act.ts'

/** Returns the context of this moment; `only` is a task whose own menu asks. */
export function contextNow(only?: Task): Context {
  const here = route()
  const ids = selection().size ? [...selection()] : [focusedTask() ?? here.task].filter(isText)
  const meant = only ? [only] : ids.map((id) => tasks.get(id)).filter((task) => task !== undefined)
  const project = here.name === 'project' ? projects.get(here.id) : undefined
  return { tasks: meant, project, route: here }
}

function isText(value: string | null): value is string {
  return value !== null
}
