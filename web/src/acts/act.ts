/** Acts: everything that a person can do is one object, which menus, keys and help all read. */
import type { Component } from 'svelte'
import type { Route } from '../state/router.svelte.ts'
import type { Project, Task } from '../sync/records.ts'

/** Where an act is asked for: what is selected (or else focused or open), and what is shown. */
export interface Context {
  tasks: readonly Task[]
  /** The project that is shown, the Inbox too, or the one whose menu asks. */
  project: Project | undefined
  route: Route
}

/** An icon as menus show it. */
export type Icon = Component<{ size?: number; 'aria-hidden'?: 'true' }>

export type Section = 'task' | 'list' | 'go' | 'view' | 'app'

/** Something that a person can do. */
export interface Act {
  /** Stable, such as `task.complete`; changed keys are kept under it. */
  id: string
  section: Section
  title: (at: Context) => string
  /** Other words under which the command menu finds it. */
  words?: () => string
  icon?: Icon
  /** Keys as `tinykeys` writes them, the first one is shown: `E`, `$mod+k`, `g i`. */
  keys?: readonly string[]
  /** Its keys work also while one types: only for keys with `$mod` that mean nothing in a text field. */
  evenTyping?: boolean
  /** It is done again while its key is held down. */
  mayRepeat?: boolean
  /** It takes something away, so menus show it apart. */
  isDangerous?: boolean
  /** Tells whether it is on, for acts that switch something; menus show a tick. */
  isOn?: (at: Context) => boolean
  /** Tells whether it makes sense here; what may not be done is not offered. */
  when?: (at: Context) => boolean
  /** It is there for a while only; help leaves it out before and after. */
  isPassing?: boolean
  run: (at: Context) => void | Promise<void>
}

const registered = new Map<string, Act>()

/** Adds acts to what can be done; each file of acts does so once, when it is loaded. */
export function register(...acts: Act[]): void {
  for (const act of acts) {
    // While developing, a file that is loaded anew registers its acts again.
    if (registered.has(act.id) && !import.meta.hot) throw new Error(`two acts are called ${act.id}`)
    registered.set(act.id, act)
  }
}

/** Returns all acts, in the order in which they were added. */
export function allActs(): readonly Act[] {
  return [...registered.values()]
}

/** Returns the acts that make sense in a context. */
export function actsAt(at: Context): readonly Act[] {
  return allActs().filter((act) => act.when?.(at) ?? true)
}

/** Returns the act of an id. Throws for one that there is not: a name was mistyped. */
export function actOf(id: string): Act {
  const act = registered.get(id)
  if (!act) throw new Error(`no act is called ${id}`)
  return act
}
