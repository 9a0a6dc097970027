/** What names in a filter stand for; a name that nothing bears stands for nothing. */

import { pieceExpression } from './folding.ts'
import type { Name, Term } from './tree.ts'

/** A project that whoever asks can see. */
export interface NamedProject {
  id: string
  name: string
  parent_id: string | null
  isInbox: boolean
  isShared: boolean
  isArchived: boolean
}

/** A section or a person, known by a name. */
export interface Named {
  id: string
  name: string
}

/** All that has a name and can be seen by whoever asks; labels if they are told. */
export interface Names {
  projects: readonly NamedProject[]
  sections: readonly Named[]
  people: readonly Named[]
  labels?: readonly string[]
}

/** A test whether a text is the name: each piece in order, anything between them. */
export function fitting(name: Name): (text: string) => boolean {
  const [first, ...others] = name.map(pieceExpression)
  if (others.length === 0) {
    const whole = new RegExp(`^(?:${first})$`, 'u')
    return (text) => whole.test(text)
  }
  const begin = new RegExp(`^(?:${first})`, 'u')
  const middle = others.slice(0, -1).map((piece) => new RegExp(piece, 'gu'))
  const end = new RegExp(`(?:${others.at(-1)})$`, 'gu')
  return (text) => {
    const found = begin.exec(text)
    if (!found) return false
    let at = found[0].length
    // Each piece where it comes first: what has been read is never gone back over.
    for (const piece of [...middle, end]) {
      piece.lastIndex = at
      if (!piece.test(text)) return false
      at = piece.lastIndex
    }
    return true
  }
}

/** The ids of the projects that a term means, nested ones if it says so. */
export function idsInProject(
  term: Extract<Term, { type: 'project' }>,
  projects: readonly NamedProject[],
): Set<string> {
  const fits = fitting(term.name)
  const ids = new Set(projects.filter(({ name }) => fits(name)).map(({ id }) => id))
  for (let size = -1; term.nested && size !== ids.size;) {
    size = ids.size
    for (const { id, parent_id } of projects) {
      if (parent_id !== null && ids.has(parent_id)) ids.add(id)
    }
  }
  return ids
}

/** The ids of the sections or people who bear a name. */
export function idsNamed(name: Name, all: readonly Named[]): Set<string> {
  const fits = fitting(name)
  return new Set(all.filter((one) => fits(one.name)).map(({ id }) => id))
}
