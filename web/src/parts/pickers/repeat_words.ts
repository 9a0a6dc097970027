/** How tasks repeat, in a sentence. */
import { say } from '../../messages/say.svelte.ts'
import type { Repeat, Task } from '../../sync/records.ts'

/** Returns a repetition in words: 'every 2 weeks on Monday'. */
export function sentenceOf(repeat: Pick<Repeat, 'rule' | 'basis'>): string {
  return repeat.rule
}

/** Returns how tasks repeat; null where none does. */
export function repeatSentence(tasks: readonly Task[]): string | null {
  const said = new Set(tasks.map(({ repeat }) => repeat && sentenceOf(repeat)))
  const [only] = said
  return said.size === 1 ? (only ?? null) : say.task.various
}
