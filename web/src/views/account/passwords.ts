/** What can be said of a new password before the server is asked (its `identity/passwords.py`). */
import { say } from '../../messages/say.svelte.ts'

const SHORTEST = 15
const LONGEST = 256

/** Returns what is wrong with a password's length, counted as the server counts it; null for nothing. */
export function passwordProblem(password: string): string | null {
  const count = Math.min([...password].length, [...password.normalize('NFKC')].length)
  if (count < SHORTEST) return say.account.passwordCount(SHORTEST - count)
  return [...password].length > LONGEST ? say.account.passwordLong : null
}
