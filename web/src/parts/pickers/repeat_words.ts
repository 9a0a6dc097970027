/** How tasks repeat, in a sentence. */
import { repeatInWords } from '../../domain/recurrence/words.ts'
import { say } from '../../messages/say.svelte.ts'
import { locale } from '../../state/reader.svelte.ts'
import type { Repeat, Task } from '../../sync/records.ts'

/** Returns a repetition in words: 'every 2 weeks on Monday'; `zone` is the task's own. */
export function sentenceOf(
  repeat: Pick<Repeat, 'rule' | 'basis' | 'start'>,
  zone: string | null,
): string {
  return repeatInWords(repeat, zone, { words: say.repeat, locale: locale() })
}

/** Returns how tasks repeat; null where none does. */
export function repeatSentence(tasks: readonly Task[]): string | null {
  const said = new Set(
    tasks.map(({ repeat, time_zone }) => repeat && sentenceOf(repeat, time_zone)),
  )
  const [only] = said
  return said.size === 1 ? (only ?? null) : say.task.various
}
