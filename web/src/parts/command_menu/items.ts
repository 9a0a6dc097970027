/** What the command menu offers: acts, places, people and tasks, each under a key of its own. */
import { actsAt, type Act, type Context, type Icon } from '../../acts/act.ts'
import { leaveTo } from '../../acts/going.ts'
import { shownProjects } from '../../acts/projects.ts'
import { pathOf } from '../../acts/tasks.ts'
import { say } from '../../messages/say.svelte.ts'
import type { CommandScope } from '../../state/command_menu.svelte.ts'
import { preferences } from '../../state/preferences.svelte.ts'
import { filters, labels, members, projects, tasks } from '../../state/records.svelte.ts'
import { openTask, pathTo } from '../../state/router.svelte.ts'
import { shownList } from '../../state/shown.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import type { Color, Task } from '../../sync/records.ts'
import { keysOf, textOf } from '../keys/key_map.ts'

export interface Item {
  /** Such as `act/task.complete` or `project/<id>`. */
  key: string
  title: string
  /** What it is found by: its title and other words. */
  text: string
  /** Said beside it: what kind of place it is, or where it is. */
  hint?: string | undefined
  keys?: string | undefined
  icon?: Icon | undefined
  dot?: { color: Color; icon: string | null; shape: 'dot' | 'ring' | 'square' }
  isDangerous?: boolean | undefined
  /** One of several that exclude each other, such as orders of a list: shown only when looked for. */
  isChoice?: boolean | undefined
  run: () => void
}

/** Returns the acts that make sense in a context; those on tasks apart when there are tasks. */
export function actItems(at: Context): { forTasks: Item[]; others: Item[] } {
  const acts = actsAt(at).filter(({ id }) => id !== 'app.commands')
  const items = (isMeant: (act: Act) => boolean) =>
    acts.filter(isMeant).map((act) => actItem(act, at))
  return {
    forTasks: at.tasks.length ? items((act) => act.section === 'task') : [],
    others: items((act) => act.section !== 'task'),
  }
}

function actItem(act: Act, at: Context): Item {
  const title = act.title(at)
  const [key] = keysOf(act, preferences())
  return {
    key: `act/${act.id}`,
    title,
    text: `${title} ${act.words?.() ?? ''}`,
    keys: key && textOf(key),
    icon: act.icon,
    isDangerous: act.isDangerous,
    isChoice: act.isOn !== undefined,
    run: () => void act.run(at),
  }
}

/** Returns the projects, labels and filters that one can go to, and the people one shares with. */
export function placeItems(scope: CommandScope): Item[] {
  const found: Item[] = []
  if (scope === 'all' || scope === 'project') found.push(...projectItems())
  if (scope === 'all' || scope === 'label') found.push(...labelItems())
  if (scope === 'all' || scope === 'filter') found.push(...filterItems())
  if (scope === 'all') found.push(...personItems())
  return found
}

function projectItems(): Item[] {
  const inbox = projects.get(me().inbox_id)
  const shown = shownProjects().map(({ project }) => project)
  const archived = projects.all.filter((project) => project.archived)
  return [...(inbox ? [inbox] : []), ...shown, ...archived].map((project) => {
    const isInbox = project === inbox
    const title = isInbox ? say.sidebar.inbox : project.name
    return {
      key: `project/${project.id}`,
      title,
      text: title,
      hint: project.archived ? say.sidebar.archived : say.commands.kinds.project,
      dot: { color: project.color, icon: project.icon, shape: 'dot' },
      run: () => leaveTo(isInbox ? pathTo('inbox') : pathTo('project', project.id)),
    }
  })
}

function labelItems(): Item[] {
  return labels.all.map(({ id, name, color }) => ({
    key: `label/${id}`,
    title: name,
    text: `@${name}`,
    hint: say.commands.kinds.label,
    dot: { color, icon: null, shape: 'ring' },
    run: () => leaveTo(pathTo('label', name)),
  }))
}

function filterItems(): Item[] {
  return filters.all.map(({ id, name, color }) => ({
    key: `filter/${id}`,
    title: name,
    text: name,
    hint: say.commands.kinds.filter,
    dot: { color, icon: null, shape: 'square' },
    run: () => leaveTo(pathTo('filter', id)),
  }))
}

/** One entry for each person, in however many projects one meets them. */
function personItems(): Item[] {
  const people = new Map(members.all.map((member) => [member.id, member.name ?? member.email]))
  people.delete(me().person_id)
  return [...people].flatMap(([id, name]) => {
    if (!name) return []
    const title = say.commands.people(name)
    // Quotation marks are no part of a name there; a name without them is read as it stands.
    const path = pathTo('filter', `assigned to: "${name.replaceAll('"', '')}"`)
    return { key: `person/${id}`, title, text: title, run: () => leaveTo(path) }
  })
}

/** Returns the tasks to search in, open ones before done ones. */
export function searchedTasks(): Task[] {
  const [open, done]: [Task[], Task[]] = [[], []]
  for (const task of tasks.all) (task.completed ? done : open).push(task)
  return [...open, ...done]
}

/** Returns the entry of a task: it opens beside what is shown if it is there, else in its project. */
export function taskItem(task: Task): Item {
  const isInbox = task.project_id === me().inbox_id
  return {
    key: `task/${task.id}`,
    title: task.title,
    text: task.title,
    hint: isInbox ? say.sidebar.inbox : projects.get(task.project_id)?.name,
    run: () => {
      if (shownList()?.order().includes(task.id)) openTask(task.id)
      else leaveTo(pathOf(task))
    },
  }
}
