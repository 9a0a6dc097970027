/** The list of tasks that is shown now, so that keys and the command menu can work on it. */

/** What a list tells of itself; all of it is asked at the moment of a key press. */
export interface ShownList {
  /** The name under which its options are kept, such as `project/<id>`. */
  place: string
  /** The ids of its tasks as they are shown, from top to bottom. */
  order: () => readonly string[]
  /** Gives a task of it the browser's focus. */
  focus: (id: string) => void
  /** Whether it is in manual order, so that tasks can be moved up and down in it. */
  isManual: () => boolean
  /** Begins a new task at an end of it; without this quick add is opened. */
  add?: (end: 'start' | 'end') => void
  /** Begins to edit a task's title in place; false when it can't. */
  rename?: (id: string) => boolean
}

let shown = $state.raw<ShownList | null>(null)

/** The list that is shown, or null where there is none; reactive. */
export function shownList(): ShownList | null {
  return shown
}

/** Notes which list is shown, until the function that this returns is called: `$effect(() => showList({…}))`. */
export function showList(list: ShownList): () => void {
  shown = list
  return () => {
    if (shown === list) shown = null
  }
}
