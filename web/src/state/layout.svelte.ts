/** Whether the side bar is shown: on wide screens unless it was closed, on narrow ones when asked for. */

const WIDE = matchMedia('(min-width: 50rem)')
const ROOMY = matchMedia('(min-width: 70rem)')
const PLACE = 'tasklark.sidebar'

let open = $state(WIDE.matches && localStorage.getItem(PLACE) !== 'closed')
let wide = $state(WIDE.matches)
let roomy = $state(ROOMY.matches)

ROOMY.addEventListener('change', () => (roomy = ROOMY.matches))

WIDE.addEventListener('change', () => {
  wide = WIDE.matches
  open = wide && localStorage.getItem(PLACE) !== 'closed'
})

/** Tells whether the side bar is shown; reactive. */
export function isSidebarOpen(): boolean {
  return open
}

/** Tells whether the screen has room for a side bar beside the tasks; reactive. */
export function isWide(): boolean {
  return wide
}

/** Tells whether a task can be open beside the list; else it lies over everything else. Reactive. */
export function isRoomy(): boolean {
  return roomy
}

/** Shows or hides the side bar; wide screens remember it. */
export function toggleSidebar(): void {
  open = !open
  if (wide) localStorage.setItem(PLACE, open ? 'open' : 'closed')
}

/** Hides the side bar where it lies over the tasks: somebody went somewhere. */
export function closeDrawer(): void {
  if (!wide) open = false
}
