/** What is done to projects and their sections: made, changed, put in order, taken away. */
import { newId } from '../lib/ids.ts'
import { placeAfter, positionsAt, projectRows } from '../domain/project_tree.ts'
import type { ProjectPlace, ProjectStep } from '../domain/project_tree.ts'
import { say } from '../messages/say.svelte.ts'
import { placements, projects, sections } from '../state/records.svelte.ts'
import { hasRole } from '../state/rights.svelte.ts'
import { me } from '../state/session.svelte.ts'
import { announce } from '../state/toasts.svelte.ts'
import type { Edit, Project } from '../sync/records.ts'
import { edit } from './edit.ts'
import { quoted } from './naming.ts'

/** What the dialog of a project asks for. */
export interface ProjectValues {
  name: string
  color: Project['color']
  icon: string | null
  description: string | null
  view: Project['view']
  parent_id: string | null
  is_favourite: boolean
}

/** Makes a project, or changes one; returns its id. */
export function saveProject(values: ProjectValues, id?: string): string {
  const { is_favourite, ...set } = values
  const before = id ? projects.get(id) : undefined
  const target = id ?? newId()
  const edits: Edit[] = []
  if (!before) edits.push({ noun: 'project', verb: 'create', id: target, set })
  else {
    const changed = Object.entries(set).filter(
      ([name, value]) => before[name as keyof Project] !== value,
    )
    if (changed.length) {
      edits.push({ noun: 'project', verb: 'change', id: target, set: Object.fromEntries(changed) })
    }
  }
  if (is_favourite !== (placements.get(target)?.is_favourite ?? false)) {
    edits.push({ noun: 'placement', verb: 'change', id: target, set: { is_favourite } })
  }
  const did = before ? say.commands.did.changed : say.commands.did.created
  edit(did(quoted(values.name)), edits)
  return target
}

/** Puts a project among the favourites, or takes it from there. */
export function setFavourite({ id, name }: Project, is_favourite: boolean): void {
  const did = is_favourite ? say.commands.did.favoured : say.commands.did.unfavoured
  edit(did(quoted(name)), [{ noun: 'placement', verb: 'change', id, set: { is_favourite } }])
}

/** Puts a project into the archive, or takes it out. */
export function setArchived({ id, name }: Project, archived: boolean): void {
  const did = archived ? say.commands.did.archived : say.commands.did.unarchived
  edit(did(quoted(name)), [{ noun: 'project', verb: 'change', id, set: { archived } }], {
    shown: true,
  })
}

/** Puts a project into the trash with all that is in it. */
export function deleteProject({ id, name }: Project): void {
  edit(say.commands.did.deleted(quoted(name)), [{ noun: 'project', verb: 'delete', id }], {
    shown: true,
  })
}

/** Returns the projects as the side bar shows them; reactive. */
export function shownProjects() {
  return projectRows(projects.all, placements.all, me().inbox_id)
}

/** Puts a project at a place of the tree. */
export function placeProject(project: Project, place: ProjectPlace): void {
  const rows = shownProjects()
  const positions = positionsAt(rows, placements.all, project.id, place)
  const edits: Edit[] = [...positions]
    .filter(([id, position]) => placements.get(id)?.position !== position)
    .map(([id, position]) => ({ noun: 'placement', verb: 'change', id, set: { position } }))
  const from = rows.find((row) => row.project.id === project.id)?.parent ?? null
  if (place.parent !== from) {
    const set = { parent_id: place.parent }
    edits.push({ noun: 'project', verb: 'change', id: project.id, set })
  }
  const what = quoted(project.name)
  edit(say.commands.did.reordered(what), edits)
  const among = shownProjects().filter((row) => row.parent === place.parent)
  const at = among.findIndex((row) => row.project.id === project.id)
  announce(say.commands.did.placed(what, at + 1, among.length))
}

/** Returns where a step leads from where a project is, or null where it may not go there; reactive. */
export function projectStep(project: Project, step: ProjectStep): ProjectPlace | null {
  const changesParent = step === 'in' || step === 'out'
  if (changesParent && !hasRole(project.id, 'admin')) return null
  return placeAfter(shownProjects(), project.id, step)
}

/** Makes a section at the end of a project, or gives one another name. */
export function saveSection(projectId: string, name: string, id?: string): void {
  if (id)
    edit(say.commands.did.changed(quoted(name)), [
      { noun: 'section', verb: 'change', id, set: { name } },
    ])
  else {
    const set = { project_id: projectId, name }
    edit(say.commands.did.created(quoted(name)), [
      { noun: 'section', verb: 'create', id: newId(), set },
    ])
  }
}

/** Puts a section into the trash with its tasks. */
export function deleteSection(id: string): void {
  const name = sections.get(id)?.name ?? ''
  edit(say.commands.did.deleted(quoted(name)), [{ noun: 'section', verb: 'delete', id }], {
    shown: true,
  })
}
