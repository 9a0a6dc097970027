/** Who is signed in on this page, and the coming and going of the replica with them. */
import { answer, getAccount, Problem, signOut as endSession } from '../api/client.ts'
import { preferredLanguage, speak } from '../messages/say.svelte.ts'
import { openEngine } from '../sync/engine.ts'
import { current, isOpen, setCurrent } from './current.svelte.ts'
import { hearPresence } from './presence.svelte.ts'
import { settings } from './records.svelte.ts'
import { route } from './router.svelte.ts'
import { forgetStepsOf, keepStepsOf } from './undo.svelte.ts'

/** An account as its person sees it. */
export interface Account {
  user_id: string
  person_id: string
  inbox_id: string
  email: string | null
  name: string | null
  is_admin: boolean
}

const PLACE = 'tasklark.account'
/** What is on Today: at a first visit it is shown before all else has come. */
const TODAY = '/api/tasks?filter=today%20%7C%20overdue'
/** What else this browser keeps of whoever is signed in, but for their records and steps. */
const TRACES = ['tasklark.recent', 'tasklark.folds']

let who = $state.raw<Account | null>(null)
let started = $state(false)

/** The account that is signed in, or was when this browser was last online; null for nobody. Reactive. */
export function account(): Account | null {
  return who
}

/** Returns the account where a view is shown only to somebody. Throws when nobody is signed in. */
export function me(): Account {
  if (!who) throw new Error('nobody is signed in')
  return who
}

/** Tells whether it is known by now who is signed in; reactive. */
export function isStarted(): boolean {
  return started
}

/** Opens what this browser keeps, at once and also without a network, then asks the server who it is. */
export async function start(): Promise<void> {
  const kept = remembered()
  await speak(keptLanguage() ?? preferredLanguage())
  if (kept) await open(kept)
  started = kept !== null
  try {
    const account = await answer(getAccount())
    if (account.person_id !== who?.person_id) await enter(account)
    else remember(account)
  } catch (error) {
    // Offline one goes on with what is kept; a session that is over shows in the engine's status.
    if (!(error instanceof Problem)) throw error
  }
  started = true
}

/** Opens the app for an account that has just signed in. Never returns where the page begins anew for it. */
export async function enter(account: Account): Promise<void> {
  const isOther = who !== null && who.person_id !== account.person_id
  if (isOpen()) await current().close()
  if (isOther) return beginAnew(account)
  remember(account)
  await open(account)
}

/** Has other tabs begin anew too, when somebody has signed out or in as somebody else; call once. */
export function followOtherTabs(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === PLACE && remembered()?.person_id !== who?.person_id) location.reload()
  })
}

/** Signs out: ends the session and removes everything of the account from this browser. */
export async function leave(): Promise<void> {
  try {
    await endSession()
  } catch (error) {
    // A session that is over already is as good; without the server it must not look signed out.
    if (!(error instanceof Problem) || error.status !== 401) throw error
  }
  await forget()
}

/** Removes the account from this browser, when its session is over or the account is gone, and goes to `path`. */
export async function forget(path = '/sign-in'): Promise<void> {
  const engine = current()
  const { person_id } = me()
  who = null
  setCurrent(null)
  forgetStepsOf(person_id)
  for (const trace of [PLACE, ...TRACES]) localStorage.removeItem(trace)
  await engine.wipe()
  location.replace(path)
}

/** Loads the page again: what one person typed and saw must not stay in memory for the next. */
function beginAnew(account: Account): Promise<never> {
  for (const trace of TRACES) localStorage.removeItem(trace)
  localStorage.setItem(PLACE, JSON.stringify(account))
  if (['sign-in', 'sign-up'].includes(route().name)) history.replaceState(null, '', '/')
  location.reload()
  return new Promise(() => undefined)
}

async function open(account: Account): Promise<void> {
  const { person_id: personId, user_id: userId, inbox_id: inboxId } = account
  const glance = route().name === 'today' ? TODAY : ''
  const engine = openEngine({ personId, userId, inboxId, present: hearPresence, glance })
  keepStepsOf(account.person_id)
  setCurrent(engine)
  who = account
  engine.replica.subscribe('settings', followLanguage)
  followLanguage()
}

function followLanguage(): void {
  const { id, language } = settings()
  if (id === null || language === keptLanguage()) return
  localStorage.setItem('tasklark.language', language)
  void speak(language)
}

function keptLanguage(): 'en' | 'de' | null {
  const kept = localStorage.getItem('tasklark.language')
  return kept === 'en' || kept === 'de' ? kept : null
}

function remember(account: Account): void {
  localStorage.setItem(PLACE, JSON.stringify(account))
  who = account
}

function remembered(): Account | null {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? 'null')
  } catch {
    return null
  }
}
