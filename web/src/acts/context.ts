/** What acts are done to now: the selection, or else the task with the focus, or the one that is open. */
import { projects, tasks } from '../state/records.svelte.ts'
import { route, type Route } from '../state/router.svelte.ts'
import { focusedTask, selection } from '../state/selection.svelte.ts'
import { account } from '../state/session.svelte.ts'
import type { Project, Task } from '../sync/records.ts'
import type { Context } from './act.ts'

/** Returns the context of this moment; `only` are the tasks, or the one task, whose own menu asks. */
export function contextNow(only?: Task | readonly Task[]): Context {
  const here = route()
  const ids = selection().size ? [...selection()] : [focusedTask() ?? here.task].filter(isText)
  const meant = only
    ? [only].flat()
    : ids.map((id) => tasks.get(id)).filter((task) => task !== undefined)
  return { tasks: meant, project: projectOf(here), route: here }
}

/** Returns the context for a project whose own menu asks; no tasks are meant then. */
export function contextOf(project: Project): Context {
  return { tasks: [], project, route: route() }
}

function projectOf({ name, id }: Route): Project | undefined {
  if (name === 'inbox') return projects.get(account()?.inbox_id ?? '')
  return name === 'project' ? projects.get(id) : undefined
}

function isText(value: string | null): value is string {
  return value !== null
}
