/** How the labels of undo steps name what was done something to: “Milk”, or 3 tasks. */
import { say } from '../messages/say.svelte.ts'

const LONGEST = 60

/** Returns a title in quotation marks, shortened where it is long. */
export function quoted(title: string): string {
  const letters = [...title]
  const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : title
  return say.commands.quoted(short)
}

/** Returns the one task's title in quotation marks, or how many there are. */
export function named(tasks: readonly { title: string }[]): string {
  const [only] = tasks
  return tasks.length === 1 && only ? quoted(only.title) : say.commands.count(tasks.length)
}
