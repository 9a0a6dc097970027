/** Something asked of the server at the press of a button: whether it goes on, and why it was refused. */
import { Problem } from '../api/problem.ts'
import { say } from '../messages/say.svelte.ts'

/** One such thing, for one form or list. */
export class Attempt {
  /** Whether it is under way; a second try at the same time does nothing. */
  busy = $state(false)
  /** Why the last try was refused. */
  problem = $state.raw<Problem | null>(null)

  /** Runs it; returns whether it worked. Throws what is no refusal. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.problem = error
      return false
    } finally {
      this.busy = false
    }
  }

  /** What is wrong with a field, if the last try was refused for it. */
  wrong(field: string): string | null {
    const found = this.problem?.errors.find((each) => each.field === field)
    return found ? (say.account.fields[field] ?? found.message) : null
  }
}

/** Returns a refusal as a sentence in the person's language. */
export function sentenceOf(problem: Problem): string {
  if (problem.status === 429) return say.account.wait(problem.wait ?? 60)
  return say.account.refusals[problem.code] ?? say.app.fault
}
