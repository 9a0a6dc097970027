/** How each list is shown: grouping, order, whether done tasks are. Kept with the preferences. */
import { current, isOpen } from './current.svelte.ts'
import { extrasWith, preferences } from './preferences.svelte.ts'
import { settings } from './records.svelte.ts'

export type Grouping = 'none' | 'section' | 'date' | 'priority' | 'label' | 'assignee' | 'project'
export type Sort = 'default' | 'due' | 'priority' | 'title' | 'created'

/** What can be chosen for a list; 'default' is what suits its place. */
export interface ListOptions {
  group: Grouping | 'default'
  sort: Sort
  reversed: boolean
  done: boolean
}

const AT_FIRST: ListOptions = { group: 'default', sort: 'default', reversed: false, done: false }
/** One write for several choices in a row. */
const WAIT = 1500

let unwritten = $state.raw<Record<string, ListOptions>>({})
let timer = 0

/** Returns the options of a place such as `project/<id>`; reactive. */
export function listOptions(place: string): ListOptions {
  const kept = preferences().lists[place] as Partial<ListOptions> | undefined
  return unwritten[place] ?? { ...AT_FIRST, ...kept }
}

/** Tells whether a place is shown otherwise than at first; reactive. */
export function isListChanged(place: string): boolean {
  const options = listOptions(place)
  return options.group !== 'default' || options.sort !== 'default' || options.reversed
}

/** Changes options of a place: at once on the screen, and soon in the settings. */
export function setListOptions(place: string, changes: Partial<ListOptions>): void {
  unwritten = { ...unwritten, [place]: { ...listOptions(place), ...changes } }
  clearTimeout(timer)
  timer = window.setTimeout(writeListOptions, WAIT)
}

/** Writes what was chosen and is not kept yet. */
function writeListOptions(): void {
  const chosen = Object.entries(unwritten)
  if (!isOpen() || chosen.length === 0) return
  const { id } = settings()
  if (id === null) return
  const lists = { ...preferences().lists }
  for (const [place, options] of chosen) {
    const other = changed(options)
    if (other === null) delete lists[place]
    else lists[place] = other
  }
  const set = { extras: extrasWith({ lists }) }
  current().mutate([{ noun: 'settings', verb: 'change', id, set }])
  unwritten = {}
}

/** Returns only what differs from how lists are at first: short, and open to better beginnings. */
function changed(options: ListOptions): Partial<ListOptions> | null {
  const names = Object.keys(AT_FIRST) as (keyof ListOptions)[]
  const other = names.filter((name) => options[name] !== AT_FIRST[name])
  return other.length ? Object.fromEntries(other.map((name) => [name, options[name]])) : null
}

addEventListener('pagehide', writeListOptions)
