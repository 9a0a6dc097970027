import { expect, test } from 'vitest'
import type { Placement, Project, Section, Task } from '../../sync/records.ts'
import { isAt, placesOf } from './places.ts'

const project = (id: string, more: Partial<Project> = {}) =>
  ({ id, name: id, parent_id: null, archived: false, ...more }) as Project
const placement = (id: string, position: string) => ({ id, position }) as Placement
const section = (id: string, project_id: string, position: string) =>
  ({ id, project_id, position }) as Section

test('places are nested, in the order of the side bar, the Inbox first', () => {
  const projects = [
    project('Work'),
    project('Home'),
    project('inbox'),
    project('Garden', { parent_id: 'Home' }),
    project('Old', { archived: true }),
    project('Lost', { parent_id: 'unseen' }),
  ]
  const positions = { Home: 'a', Work: 'b', inbox: 'c', Garden: 'd', Old: 'e', Lost: 'f' }
  const placements = Object.entries(positions).map(([id, position]) => placement(id, position))
  const sections = [section('s2', 'Home', 'b'), section('s1', 'Home', 'a')]
  const found = placesOf(projects, sections, placements, 'inbox')
  expect(found.map((place) => [place.section?.id ?? place.project.id, place.depth])).toEqual([
    ['inbox', 0],
    ['Home', 0],
    ['s1', 1],
    ['s2', 1],
    ['Garden', 1],
    ['Work', 0],
    ['Lost', 0],
  ])
})

test('a task lies in its section, or in the project outside of sections', () => {
  const [home, s1] = [project('Home'), section('s1', 'Home', 'a')]
  const task = { project_id: 'Home', section_id: 's1' } as Task
  expect(isAt(task, { project: home, section: s1, depth: 1 })).toBe(true)
  expect(isAt(task, { project: home, section: null, depth: 0 })).toBe(false)
})
