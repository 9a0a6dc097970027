/** Where one is: the address as a route, and the ways to go elsewhere. */

export type ViewKind = 'list' | 'board' | 'calendar'

/** A place of the app, told by the path; `task` is the task that is open beside it. */
export interface Route {
  name:
    | 'inbox'
    | 'today'
    | 'upcoming'
    | 'project'
    | 'label'
    | 'filter'
    | 'search'
    | 'trash'
    | 'activity'
    | 'settings'
    | 'join'
    | 'quick'
    | 'sign-in'
    | 'sign-up'
    | 'missing'
  /** What the path names: a project's or filter's id, a label's name, a page of the settings. */
  id: string
  task: string | null
  query: URLSearchParams
}

const WITH_ID = new Set(['project', 'label', 'filter', 'settings'])
const PLAIN = new Set([
  'inbox',
  'today',
  'upcoming',
  'search',
  'trash',
  'activity',
  'settings',
  'join',
  'quick',
  'sign-in',
  'sign-up',
])

/** Returns the route that an address means. */
export function routeOf(url: URL): Route {
  const [name = '', id = '', ...rest] = url.pathname.split('/').filter(Boolean).map(decoded)
  const query = url.searchParams
  const task = query.get('task')
  if (name === '') return { name: 'today', id: '', task, query }
  const known = rest.length === 0 && (id ? WITH_ID.has(name) : PLAIN.has(name))
  return { name: known ? (name as Route['name']) : 'missing', id, task, query }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Returns the path of a place, such as `/project/<id>`. */
export function pathTo(name: Route['name'], id = ''): string {
  return id ? `/${name}/${encodeURIComponent(id)}` : `/${name}`
}

let current = $state.raw(routeOf(new URL(location.href)))

/** The route that is shown now; reactive. */
export function route(): Route {
  return current
}

/** Goes to a path of the app, as a new step of the history or in place of this one. */
export function go(path: string, { replace = false } = {}): void {
  // Not resolved against the address: `//host` would be another place than this app.
  const url = new URL(location.origin + path)
  if (url.href !== location.href) history[replace ? 'replaceState' : 'pushState'](null, '', url)
  current = routeOf(url)
}

/** Opens a task beside what is shown, or closes the one that is open (null). */
export function openTask(id: string | null): void {
  const url = new URL(location.href)
  if (id === null) url.searchParams.delete('task')
  else url.searchParams.set('task', id)
  go(url.pathname + url.search, { replace: current.task !== null })
}

/** Changes one word of the query in place, such as the layout; null takes it away. */
export function setQuery(name: string, value: string | null): void {
  const url = new URL(location.href)
  if (value === null) url.searchParams.delete(name)
  else url.searchParams.set(name, value)
  go(url.pathname + url.search, { replace: true })
}

/** Follows the browser's back and forward, and clicks on the app's own links; call once. */
export function followHistory(): void {
  addEventListener('popstate', () => (current = routeOf(new URL(location.href))))
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a')
    if (!link || event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target) return
    const url = new URL(link.href)
    if (url.origin !== location.origin || link.hasAttribute('download')) return
    if (/^\/(api|docs|redoc|openapi)/.test(url.pathname)) return
    event.preventDefault()
    go(url.pathname + url.search + url.hash)
  })
}
