/** Where tasks can go: the projects that one may write, nested as in the side bar, with their sections. */
import type { Placement, Project, Section, Task } from '../../sync/records.ts'

export interface Place {
  project: Project
  section: Section | null
  depth: number
}

const byPosition = <T extends { position: string }>(a: T, b: T) =>
  a.position < b.position ? -1 : 1

/** Returns the places in order: the Inbox first, each project's sections and nested projects below it. */
export function placesOf(
  projects: readonly Project[],
  sections: readonly Section[],
  placements: readonly Placement[],
  inboxId: string,
): Place[] {
  const placed = new Map(placements.map((placement) => [placement.id, placement]))
  const open = projects.filter((project) => !project.archived && placed.has(project.id))
  const known = new Set(open.map(({ id }) => id))
  const found: Place[] = []
  const add = (project: Project, depth: number) => {
    found.push({ project, section: null, depth })
    for (const section of sections
      .filter((each) => each.project_id === project.id)
      .sort(byPosition))
      found.push({ project, section, depth: depth + 1 })
    for (const nested of children(project.id)) add(nested, depth + 1)
  }
  const children = (parent: string | null) =>
    open
      .filter(({ id, parent_id }) => {
        if (id === inboxId) return false
        // What is nested in a project that one is not in stands at the top.
        return (parent_id !== null && known.has(parent_id) ? parent_id : null) === parent
      })
      .sort((a, b) => byPosition(placed.get(a.id)!, placed.get(b.id)!))
  const inbox = open.find(({ id }) => id === inboxId)
  if (inbox) add(inbox, 0)
  for (const project of children(null)) add(project, 0)
  return found
}

/** Tells whether a task lies at a place: in the section, or in the project outside its sections. */
export function isAt(task: Task, { project, section }: Place): boolean {
  return task.project_id === project.id && task.section_id === (section?.id ?? null)
}
