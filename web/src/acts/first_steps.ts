/** The examples that a new account begins with: they teach by being done, and are swept away at once. */
import Wind from '@lucide/svelte/icons/wind'
import { exampleId } from '../domain/examples.ts'
import { spread } from '../domain/rank.ts'
import { say } from '../messages/say.svelte.ts'
import { current } from '../state/current.svelte.ts'
import { extrasWith, preferences } from '../state/preferences.svelte.ts'
import { todayHere } from '../state/reader.svelte.ts'
import { placements, projects, settings, tasks } from '../state/records.svelte.ts'
import { go, pathTo, route } from '../state/router.svelte.ts'
import { me } from '../state/session.svelte.ts'
import { status } from '../state/status.svelte.ts'
import type { Edit } from '../sync/records.ts'
import { register } from './act.ts'
import { edit } from './edit.ts'

const SEEN = 'first-steps'

/** The id of the project of the examples, whether it is there or not. */
export function examplesId(): string {
  return exampleId(me().person_id, 0)
}

/** Gives an account that has nothing yet the examples, once in its life; an effect. */
export function beginFirstSteps(): void {
  const { online, loading, problem } = status()
  const { id } = settings()
  const { seen, home } = preferences()
  if (!online || loading || problem || id === null || seen.includes(SEEN)) return
  const isNew = hasNothing()
  const extras = extrasWith({ seen: [...seen, SEEN] })
  const noted: Edit = { noun: 'settings', verb: 'change', id, set: { extras } }
  // Not a step of undo: the person has not done this.
  current().mutate(isNew ? [...examples(), noted] : [noted])
  if (isNew && route().name === home) go(pathTo('project', examplesId()), { replace: true })
}

/** Tells whether nothing is the person's own; somebody who was invited may see what is others'. */
function hasNothing(): boolean {
  const own = new Set(placements.all.filter(({ role }) => role === 'owner').map(({ id }) => id))
  return own.size < 2 && !tasks.all.some(({ project_id }) => own.has(project_id))
}

/** Returns the edits that make the examples. */
function examples(): Edit[] {
  const own = say.first_steps.tasks
  const today = todayHere()
  const project_id = examplesId()
  const drafts: Record<string, unknown>[] = [
    { title: own.complete, due_date: today },
    { title: own.undo, due_date: today },
    { title: own.add, description: own.addAbout, priority: 'high' },
    { title: own.date, due_date: today },
    { title: own.move },
    { title: own.open, description: own.openAbout },
    { title: own.part, parent_id: exampleId(me().person_id, 6) },
    { title: own.find },
    { title: own.keys },
    { title: own.sweep },
  ]
  const keys = spread(drafts.length)
  const { project: name, about: description } = say.first_steps
  const set = { name, description, color: 'green' }
  return [
    { noun: 'project', verb: 'create', id: project_id, set },
    ...drafts.map((draft, i): Edit => {
      const place = draft['parent_id'] ? {} : { project_id }
      const id = exampleId(me().person_id, i + 1)
      return { noun: 'task', verb: 'create', id, set: { ...draft, ...place, position: keys[i] } }
    }),
  ]
}

register({
  id: 'app.sweep-examples',
  section: 'app',
  title: () => say.first_steps.sweep,
  words: () => say.first_steps.words,
  icon: Wind,
  keys: ['Shift+x'],
  isPassing: true,
  when: () => projects.get(examplesId()) !== undefined,
  run: () => {
    const id = examplesId()
    edit(say.first_steps.swept, [{ noun: 'project', verb: 'delete', id }], { shown: true })
    if (route().id === id) go('/')
  },
})
