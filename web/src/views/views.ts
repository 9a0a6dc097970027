/** Which component shows which route; each is loaded when it is first gone to, the lists at once. */
import type { Component } from 'svelte'
import { speakOfAll } from '../messages/say.svelte.ts'
import type { Route } from '../state/router.svelte.ts'
import Tasks from './Tasks.svelte'

export type View = Component<{ route: Route }>

type Loader = () => Promise<{ default: View }>

const here =
  (view: View): Loader =>
  () =>
    Promise.resolve({ default: view })

const later =
  (load: Loader): Loader =>
  async () => {
    const [view] = await Promise.all([load(), speakOfAll()])
    return view
  }

/** The loader of each view; signing in and joining are pages of their own. */
export const VIEWS: Record<Exclude<Route['name'], 'sign-in' | 'sign-up' | 'join'>, Loader> = {
  inbox: here(Tasks),
  today: here(Tasks),
  upcoming: here(Tasks),
  project: here(Tasks),
  label: here(Tasks),
  filter: here(Tasks),
  quick: here(Tasks),
  search: later(() => import('./Search.svelte')),
  trash: later(() => import('./Trash.svelte')),
  activity: later(() => import('./Activity.svelte')),
  settings: later(() => import('./settings/Settings.svelte')),
  missing: later(() => import('./Missing.svelte')),
}
