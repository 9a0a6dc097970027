/** The ways into the app: signing in, signing up, and what an address brings along. */
import { tick } from 'svelte'
import { answer, changeSettings, signIn, signUp } from '../../api/client.ts'
import { language } from '../../messages/say.svelte.ts'
import { go, route } from '../../state/router.svelte.ts'
import { enter } from '../../state/session.svelte.ts'
import { weekStartOf } from './week_start.ts'

export interface Credentials {
  email: string
  password: string
}

/** Signs in and opens the app where the address says, or at home. Throws `Problem`. */
export async function comeIn(credentials: Credentials): Promise<void> {
  await enter(await answer(signIn({ body: credentials })))
  await arrive()
}

/** Makes an account, with zone, language and week of this browser, and opens the app. Throws `Problem`. */
export async function comeNew(
  credentials: Credentials,
  rest: { name: string | null; invitation: string | null },
): Promise<void> {
  await answer(signUp({ body: { ...credentials, ...rest } }))
  const account = await answer(signIn({ body: credentials }))
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const week_start = weekStartOf(navigator.language)
  const body = { time_zone: timeZone, language: language(), week_start }
  // An old browser may name a zone that the server does not know; UTC can be mended in the settings.
  await answer(changeSettings({ body })).catch(() => undefined)
  await enter(account)
  await arrive()
}

/** Returns the secret that the address holds after `#invitation=`, which is never sent along with it. */
export function invitationHere(): string | null {
  return new URLSearchParams(location.hash.slice(1)).get('invitation')
}

async function arrive(): Promise<void> {
  const { name } = route()
  if (name === 'sign-in' || name === 'sign-up') go('/', { replace: true })
  await tick()
  document.getElementById('main')?.focus()
}
