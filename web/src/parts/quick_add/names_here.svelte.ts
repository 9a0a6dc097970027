/** The names that can be used in a line: of what one may write to, and of those who are there. */
import { knownOf, type Known } from '../../domain/quick_add/known.ts'
import type { Unfinished } from '../../domain/quick_add/completion.ts'
import { fold } from '../../domain/quick_add/names.ts'
import { labels, members, placements, projects, sections } from '../../state/records.svelte.ts'
import { hasRole } from '../../state/rights.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import { memberName } from '../pickers/people.ts'
import { matching, tokenOf, type Option } from '../pickers/options.ts'
import { placesOf, type Place } from '../pickers/places.ts'
import type { Made } from './making.ts'

const OFFERED_MAX = 8

/** Returns where tasks may be written, in the order of the side bar; reactive. */
export function placesHere(): Place[] {
  const all = placesOf(projects.all, sections.all, placements.all, me().inbox_id)
  return all.filter(({ project }) => hasRole(project.id, 'editor'))
}

/** Returns the names that lines are read with, those too that are still to be made; reactive. */
export function knownHere(places: readonly Place[], made: readonly Made[]): Known {
  const newOf = (noun: Made['noun']) => made.filter((one) => one.noun === noun)
  return knownOf({
    projects: [
      ...places.flatMap(({ project, section }) => (section ? [] : [project])),
      ...newOf('project'),
    ],
    sections: [...places.flatMap(({ section }) => section ?? []), ...newOf('section')],
    people: members.all.map((member) => ({ ...member, name: memberName(member) })),
    labels: labels.all,
  })
}

/**
 * Returns the names that go on as one that is being written, the likeliest first; none when it is
 * written in full and nothing goes on from there. `projectId` is where the task will be.
 */
export function namesFor(
  { kind, query }: Pick<Unfinished, 'kind' | 'query'>,
  places: readonly Place[],
  projectId: string,
): Option[] {
  const options = optionsOf(kind, places, projectId)
  const wanted = fold(query)
  const found = /\s/.test(query)
    ? options.filter(({ name }) => fold(name).startsWith(wanted))
    : matching(options, query)
  const isWhole = found.every(({ name }) => fold(name) === wanted)
  return isWhole ? [] : found.slice(0, OFFERED_MAX)
}

function optionsOf(
  kind: Unfinished['kind'],
  places: readonly Place[],
  projectId: string,
): Option[] {
  const state = 'off' as const
  if (kind === 'label') {
    const sorted = [...labels.all].sort((a, b) => (a.position < b.position ? -1 : 1))
    return sorted.map(({ id, name, color }) => ({ id, name, color: tokenOf(color), state }))
  }
  if (kind === 'assignee') {
    const there = members.all.filter(({ project_id }) => project_id === projectId)
    return there.map((member) => {
      return { id: member.id, name: memberName(member), person: member.id, state }
    })
  }
  if (kind === 'project') {
    return places.flatMap(({ project: { id, name, color }, section, depth }) => {
      return section ? [] : [{ id, name, color: tokenOf(color), depth, state }]
    })
  }
  const near = places.filter(({ project }) => project.id === projectId)
  const others = places.filter(({ project }) => project.id !== projectId)
  return [...near, ...others].flatMap(({ project, section }) => {
    return section ? [{ id: section.id, name: section.name, hint: project.name, state }] : []
  })
}
