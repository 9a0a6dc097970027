/** What the person likes about the app itself: kept in the settings' extras, so on all their devices. */
import { settings } from './records.svelte.ts'
import { go, pathTo, route } from './router.svelte.ts'

/** How the app looks and behaves; all that is kept under `extras.web`. */
export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  density: 'comfortable' | 'compact' | 'roomy'
  motion: boolean
  /** Whether single letters do something; `Ctrl/⌘` keys always do (WCAG 2.1.4). */
  singleKeys: boolean
  /** Changed keys, by act; an empty list switches an act's keys off. */
  keys: Record<string, string[]>
  /** The view that opens first. */
  home: 'today' | 'inbox' | 'upcoming'
  notifications: boolean
  /** How lists are shown, by place such as `project/<id>`: grouping, order, whether done ones show. */
  lists: Record<string, unknown>
  /** Names of one-time hints that were seen. */
  seen: string[]
}

const AT_FIRST: Preferences = {
  theme: 'system',
  density: 'comfortable',
  motion: true,
  singleKeys: true,
  keys: {},
  home: 'today',
  notifications: false,
  lists: {},
  seen: [],
}

/** Returns the preferences as they are now; reactive. */
export function preferences(): Preferences {
  const { web } = settings().extras
  return { ...AT_FIRST, ...likeAtFirst(web) }
}

/** Returns those preferences that are of their kind: other programs of the person can write there too. */
function likeAtFirst(web: unknown): Partial<Preferences> {
  const kept = Object.entries(isDict(web) ? web : {}).filter(([name, value]) => {
    const first: unknown = Object.hasOwn(AT_FIRST, name) && AT_FIRST[name as keyof Preferences]
    if (name === 'keys') return isDict(value) && Object.values(value).every(isTexts)
    if (Array.isArray(first)) return isTexts(value)
    return isDict(first) ? isDict(value) : typeof value === typeof first
  })
  return Object.fromEntries(kept)
}

function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

/** Returns the value of `extras` with some preferences changed, for an edit of the settings. */
export function extrasWith(changes: Partial<Preferences>): Record<string, unknown> {
  const { extras } = settings()
  const { web } = extras
  return { ...extras, web: { ...(isDict(web) ? web : {}), ...changes } }
}

/** Goes to the view that the person opens first, where the address names none; an effect. */
export function goHome(): void {
  const { home } = preferences()
  if (route().name === 'today' && location.pathname === '/' && home !== 'today')
    go(pathTo(home) + location.search, { replace: true })
}

/** Puts theme, density and motion on the page, and remembers the theme for the next start. */
export function followPreferences(): void {
  const { theme, density, motion } = preferences()
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  dataset['density'] = density
  dataset['motion'] = motion ? 'on' : 'off'
  localStorage.setItem('tasklark.theme', theme)
}
