/** Who is signed in on this page, and the coming and going of the replica with them. */
import { answer, getAccount, Problem, signOut as endSession } from '../api/client.ts'
import { preferredLanguage, speak } from '../messages/say.svelte.ts'
import { openEngine } from '../sync/engine.ts'
import { current, isOpen, setCurrent } from './current.svelte.ts'
import { hearPresence } from './presence.svelte.ts'
import { settings } from './records.svelte.ts'
import { hush } from './toasts.svelte.ts'
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

/** Opens the app for an account that has just signed in. */
export async function enter(account: Account): Promise<void> {
  if (isOpen()) await current().close()
  if (account.person_id !== who?.person_id) hush()
  remember(account)
  await open(account)
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

/** Removes the account from this browser, when its session is over or the account is gone. */
export async function forget(): Promise<void> {
  const engine = current()
  const { person_id } = me()
  localStorage.removeItem(PLACE)
  forgetStepsOf(person_id)
  keepStepsOf(null)
  who = null
  hush()
  setCurrent(null)
  await engine.wipe()
}

async function open(account: Account): Promise<void> {
  const { person_id: personId, user_id: userId, inbox_id: inboxId } = account
  const engine = openEngine({ personId, userId, inboxId, present: hearPresence })
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
