/** Projects as the side bar shows them: nested, each level in the person's own order. */
import { compareRank, placed, type Ranked } from './rank.ts'

/** What the tree has to know of a project; nesting is between projects of one owner. */
export interface TreeProject {
  id: string
  parent_id: string | null
  user_id: string
  archived: boolean
}

export interface TreeRow<P> {
  project: P
  depth: number
  /** The project that it is shown in; null at the top, also where one is not in its parent. */
  parent: string | null
  hasNested: boolean
}

/** Returns projects from top to bottom, what is nested right below its parent; archived ones left out. */
export function projectRows<P extends TreeProject>(
  projects: readonly P[],
  placements: readonly Ranked[],
  except: string,
): TreeRow<P>[] {
  const nested = byParent(projects, placements, except)
  const rows: TreeRow<P>[] = []
  const add = (parent: string | null, depth: number): void => {
    for (const project of nested.get(parent) ?? []) {
      rows.push({ project, depth, parent, hasNested: nested.has(project.id) })
      add(project.id, depth + 1)
    }
  }
  add(null, 0)
  return rows
}

/** Returns rows without those that lie in a folded one. */
export function unfolded<P extends TreeProject>(
  rows: readonly TreeRow<P>[],
  folded: ReadonlySet<string>,
): TreeRow<P>[] {
  const hidden = new Set<string>()
  return rows.filter(({ project, parent }) => {
    const isHidden = parent !== null && (hidden.has(parent) || folded.has(parent))
    if (isHidden) hidden.add(project.id)
    return !isHidden
  })
}

/** Where a project can be put: in which one, and at which place among those that are there. */
export interface ProjectPlace {
  parent: string | null
  index: number
}

export type ProjectStep = 'up' | 'down' | 'in' | 'out'

/** Returns the place that a step leads to from where a project is, or null where there is none. */
export function placeAfter<P extends TreeProject>(
  rows: readonly TreeRow<P>[],
  id: string,
  step: ProjectStep,
): ProjectPlace | null {
  const row = rows.find(({ project }) => project.id === id)
  if (!row) return null
  const siblings = childrenOf(rows, row.parent)
  const at = siblings.findIndex((each) => each.id === id)
  if (step === 'up') return at > 0 ? { parent: row.parent, index: at - 1 } : null
  if (step === 'down')
    return at < siblings.length - 1 ? { parent: row.parent, index: at + 1 } : null
  if (step === 'in') {
    const above = siblings[at - 1]
    if (!above || above.user_id !== row.project.user_id) return null
    return { parent: above.id, index: childrenOf(rows, above.id).length }
  }
  const parent = rows.find(({ project }) => project.id === row.parent)
  if (!parent) return null
  const around = childrenOf(rows, parent.parent)
  return {
    parent: parent.parent,
    index: around.findIndex((each) => each.id === parent.project.id) + 1,
  }
}

/** Tells whether a project may be put into another one (null: at the top). */
export function mayNest<P extends TreeProject>(
  rows: readonly TreeRow<P>[],
  id: string,
  parent: string | null,
): boolean {
  if (parent === null) return true
  const byId = new Map(rows.map((row) => [row.project.id, row]))
  const [moved, target] = [byId.get(id), byId.get(parent)]
  if (!moved || !target || moved.project.user_id !== target.project.user_id) return false
  for (let at: string | null = parent; at !== null; at = byId.get(at)?.parent ?? null) {
    if (at === id) return false
  }
  return true
}

/** Returns the positions to write, by project, so that one comes to a place. */
export function positionsAt<P extends TreeProject>(
  rows: readonly TreeRow<P>[],
  placements: readonly Ranked[],
  id: string,
  { parent, index }: ProjectPlace,
): Map<string, string> {
  const ranks = new Map(placements.map((placement) => [placement.id, placement]))
  const siblings = childrenOf(rows, parent)
    .filter((each) => each.id !== id)
    .map((each) => ranks.get(each.id)!)
  return placed(siblings, [ranks.get(id)!], Math.max(0, Math.min(index, siblings.length)))
}

function childrenOf<P extends TreeProject>(
  rows: readonly TreeRow<P>[],
  parent: string | null,
): P[] {
  return rows.filter((row) => row.parent === parent).map(({ project }) => project)
}

function byParent<P extends TreeProject>(
  projects: readonly P[],
  placements: readonly Ranked[],
  except: string,
): Map<string | null, P[]> {
  const ranks = new Map(placements.map((placement) => [placement.id, placement]))
  const shown = new Map(
    projects
      .filter(({ id, archived }) => id !== except && !archived && ranks.has(id))
      .map((project) => [project.id, project]),
  )
  const nested = new Map<string | null, P[]>()
  for (const project of shown.values()) {
    const parent = isBelow(project, shown) ? project.parent_id : null
    nested.set(parent, [...(nested.get(parent) ?? []), project])
  }
  for (const siblings of nested.values()) {
    siblings.sort((a, b) => compareRank(ranks.get(a.id)!, ranks.get(b.id)!))
  }
  return nested
}

/** Tells whether a project's parent is shown, and is not, through others, nested in the project itself. */
function isBelow<P extends TreeProject>(project: P, shown: ReadonlyMap<string, P>): boolean {
  const seen = new Set<string>()
  let at: P | undefined = shown.get(project.parent_id ?? '')
  const found = at !== undefined
  for (; at; at = shown.get(at.parent_id ?? '')) {
    if (at.id === project.id || seen.has(at.id)) return false
    seen.add(at.id)
  }
  return found
}
