/** What can be chosen in a picker, and finding it by a few letters. */
import type { Component } from 'svelte'
import type { Color, Task } from '../../sync/records.ts'

/** Whether an option holds for all of the tasks, for none, or for some. */
export type State = 'on' | 'off' | 'mixed'

export interface Option {
  id: string
  name: string
  state: State
  /** Other words by which it is found. */
  words?: string
  /** What is said beside its name. */
  hint?: string
  /** How deep it is nested. */
  depth?: number
  icon?: Component<Record<string, unknown>>
  /** The name of a colour token, such as `--high` or `--c-berry`. */
  color?: string
  /** A person's id, for their disc. */
  person?: string
}

/** Returns the token of a colour of labels and projects. */
export function tokenOf(color: Color): string {
  return `--c-${color}`
}

const MARKS = /\p{M}/gu

/** Returns a text as it is compared: without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase()
}

/**
 * Returns the options that have every word of a query, those first whose name begins with it. All
 * stay in their order for an empty one.
 */
export function matching<T extends { name: string; words?: string }>(
  options: readonly T[],
  query: string,
): T[] {
  const wanted = folded(query).trim()
  if (!wanted) return [...options]
  const words = wanted.split(/\s+/)
  const ranked: [rank: number, option: T][] = []
  for (const option of options) {
    const { name, text } = textsOf(option)
    if (!words.every((word) => text.includes(word))) continue
    const starts = name.split(/[\s/]+/).some((part) => part.startsWith(words[0]!))
    ranked.push([name.startsWith(wanted) ? 0 : starts ? 1 : 2, option])
  }
  return ranked.sort(([a], [b]) => a - b).map(([, option]) => option)
}

/** Of each option, its folded name and words: they are looked through at each key press. */
const texts = new WeakMap<object, { name: string; text: string }>()

function textsOf(option: { name: string; words?: string }): { name: string; text: string } {
  let found = texts.get(option)
  if (!found) {
    const name = folded(option.name)
    found = { name, text: option.words ? `${name} ${folded(option.words)}` : name }
    texts.set(option, found)
  }
  return found
}

/** Returns whether something holds for all tasks, for none, or for some. */
export function stateOf(tasks: readonly Task[], holds: (task: Task) => boolean): State {
  const count = tasks.filter(holds).length
  return count === 0 ? 'off' : count === tasks.length ? 'on' : 'mixed'
}
