/** The people of projects, as far as tasks and comments name them. */
import type { Member, Task } from '../../sync/records.ts'

export interface Person {
  id: string
  name: string
  email: string | null
}

/** Returns what a member is called: by name, else by e-mail address, else by the end of their id. */
export function memberName({ id, name, email }: Pick<Member, 'id' | 'name' | 'email'>): string {
  return name || email || id.slice(-6)
}

/** Returns those who are in the projects of all the tasks, oneself first, the others by name. */
export function peopleOf(
  members: readonly Member[],
  tasks: readonly Pick<Task, 'project_id'>[],
  self: string,
): Person[] {
  const wanted = new Set(tasks.map(({ project_id }) => project_id))
  const found = new Map<string, { person: Person; count: number }>()
  for (const member of members) {
    if (!wanted.has(member.project_id)) continue
    const person = { id: member.id, name: memberName(member), email: member.email }
    found.set(member.id, { person, count: (found.get(member.id)?.count ?? 0) + 1 })
  }
  return [...found.values()]
    .filter(({ count }) => count === wanted.size)
    .map(({ person }) => person)
    .sort((a, b) => +(b.id === self) - +(a.id === self) || a.name.localeCompare(b.name))
}
