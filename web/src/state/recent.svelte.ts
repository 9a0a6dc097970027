/** What the person did and where they went of late, kept in this browser: such things are found first. */

const PLACE = 'tasklark.recent'
const KEPT_MAX = 30

let recent: readonly string[] | null = null

/** Returns keys such as `act/task.complete` or `project/<id>`, the latest first. */
export function recents(): readonly string[] {
  return (recent ??= kept())
}

/** Notes that something was done or gone to. */
export function noteRecent(key: string): void {
  if (recents()[0] === key) return
  recent = [key, ...recents().filter((each) => each !== key)].slice(0, KEPT_MAX)
  try {
    localStorage.setItem(PLACE, JSON.stringify(recent))
  } catch {
    // A full storage costs only this order.
  }
}

function kept(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '[]')
    return Array.isArray(found) ? found.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}
