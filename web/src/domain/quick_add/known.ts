/** What a person has names for, as records, and finding them by these names. */
import { fold, namesOf, type Names } from './names.ts'

interface Named {
  id: string
  name: string
}

/** Something or somebody in a project. */
export interface Within extends Named {
  project_id: string
}

/** Records by name; the first one counts where several have the same. */
export interface Known {
  readonly names: Names
  project(name: string): string | null
  /** A section of that name, in one project or in any; `near` is the project that comes first. */
  section(name: string, within: string | null, near: string): Within | null
  person(name: string, projectId: string): string | null
}

/** The names of records, folded once for all lines that are read with them. */
export function knownOf(of: {
  projects: readonly Named[]
  sections: readonly Within[]
  people: readonly Within[]
  labels: readonly { name: string }[]
}): Known {
  const projects = byName(of.projects)
  const sections = byName(of.sections)
  const people = byName(of.people)
  const nameOf = ({ name }: { name: string }) => name
  return {
    names: namesOf({
      project: of.projects.map(nameOf),
      section: of.sections.map(nameOf),
      label: of.labels.map(nameOf),
      assignee: of.people.map(nameOf),
    }),
    project: (name) => projects.get(fold(name))?.[0]!.id ?? null,
    section: (name, within, near) => {
      const found = sections.get(fold(name)) ?? []
      const isIn = (id: string) => found.find((section) => section.project_id === id)
      return (within === null ? (isIn(near) ?? found[0]) : isIn(within)) ?? null
    },
    person: (name, projectId) =>
      people.get(fold(name))?.find((person) => person.project_id === projectId)?.id ?? null,
  }
}

function byName<T extends Named>(records: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const record of records) {
    const key = fold(record.name)
    const same = found.get(key)
    if (same) same.push(record)
    else found.set(key, [record])
  }
  return found
}
