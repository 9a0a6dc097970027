/** What is folded in each list: tasks with sub-tasks, and groups. Kept in this browser. */

const PLACE = 'tasklark.folds'
/** Of each list, so many are remembered. */
const FOLDS_MAX = 500

let folds = $state.raw<Readonly<Record<string, ReadonlySet<string>>>>(kept())
const NONE: ReadonlySet<string> = new Set()

/** Returns what is folded in a list, by the ids of tasks and keys of groups; reactive. */
export function foldedIn(list: string): ReadonlySet<string> {
  return folds[list] ?? NONE
}

/** Folds or unfolds something in a list; `folded` says which, else the other way round. */
export function toggleFold(list: string, key: string, folded?: boolean): void {
  const next = new Set(foldedIn(list))
  const wanted = folded ?? !next.has(key)
  if (wanted === next.has(key)) return
  if (wanted) next.add(key)
  else next.delete(key)
  folds = { ...folds, [list]: new Set([...next].slice(-FOLDS_MAX)) }
  keep()
}

function keep(): void {
  const lists = Object.entries(folds).filter(([, keys]) => keys.size)
  try {
    localStorage.setItem(PLACE, JSON.stringify(lists.map(([list, keys]) => [list, [...keys]])))
  } catch {
    // A full storage costs the folds past the next reload, nothing else.
  }
}

function kept(): Record<string, ReadonlySet<string>> {
  try {
    const lists = JSON.parse(localStorage.getItem(PLACE) ?? '[]') as [string, string[]][]
    return Object.fromEntries(lists.map(([list, keys]) => [list, new Set(keys)]))
  } catch {
    return {}
  }
}
