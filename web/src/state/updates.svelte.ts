/** Whether a newer version of the app waits to take over. */
import { watchForUpdate } from '../lib/updates.ts'

let activate = $state.raw<(() => void) | null>(null)

/** Returns what loads the newer version, or null when there is none; reactive. */
export function update(): (() => void) | null {
  return activate
}

/** Keeps the app in the browser, so that it opens without a network, and looks for newer versions; call once. */
export function followUpdates(): void {
  watchForUpdate((found) => (activate = found))
}
