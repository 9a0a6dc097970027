/** Whether this browser keeps what is here for good, or may throw it away when it wants the room. */

/** `unsafe` is a page on plain http: browsers let it keep nothing for good, nor open without the server. */
export type Keeping = 'kept' | 'loose' | 'unsafe'

const ASKED = 'tasklark.asked-to-keep'

let state = $state<Keeping>(window.isSecureContext ? 'loose' : 'unsafe')

/** Returns how long the browser keeps what is here; reactive. */
export function keeping(): Keeping {
  return state
}

/** Looks at what the browser has decided by itself, such as when the app was installed. */
export async function lookAtKeeping(): Promise<void> {
  if (await navigator.storage?.persisted?.()) state = 'kept'
}

/** Asks the browser to keep what is here. Some ask the person, so it takes something worth keeping. */
export async function askToKeep(): Promise<void> {
  localStorage.setItem(ASKED, 'yes')
  if (await navigator.storage?.persist?.()) state = 'kept'
}

/** Asks for the first time, after something was written. */
export function askToKeepOnce(): void {
  if (state !== 'loose' || localStorage.getItem(ASKED)) return
  // What a browser refuses it may be asked for again in the settings.
  askToKeep().catch(() => undefined)
}
