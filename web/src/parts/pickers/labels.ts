/** The labels that tasks can bear: those with a record, and names that only stand on tasks. */
import type { Color, Label, Task } from '../../sync/records.ts'

/** The longest name of a label. */
export const LABEL_MAX = 60

/** Returns the form under which a name is one label's: without regard to case. */
export function nameKey(name: string): string {
  return name.normalize('NFD').toLowerCase().normalize('NFC')
}

/** Returns the name that a label would be made of, without white space around it and inside. */
export function labelName(text: string): string {
  return [...text.normalize('NFC').trim().replace(/\s+/g, ' ')].slice(0, LABEL_MAX).join('')
}

/** Returns names with their records: the account's labels in their order, then others on the tasks. */
export function labelsFor(
  labels: readonly Label[],
  tasks: readonly Task[],
): { name: string; label: Label | undefined }[] {
  const sorted = [...labels].sort((a, b) => (a.position < b.position ? -1 : 1))
  const found = new Map<string, { name: string; label: Label | undefined }>()
  for (const label of sorted) found.set(nameKey(label.name), { name: label.name, label })
  for (const name of tasks.flatMap((task) => task.labels)) {
    if (!found.has(nameKey(name))) found.set(nameKey(name), { name, label: undefined })
  }
  return [...found.values()]
}

/** Tells whether a task bears a label; returns how its name is written there. */
export function labelOn(task: Task, name: string): string | undefined {
  return task.labels.find((each) => nameKey(each) === nameKey(name))
}

/** Returns the colour for a new label: of those that the fewest labels have, the first. */
export function freshColor(colors: readonly Color[], labels: readonly Label[]): Color {
  const used = (color: Color) => labels.filter((label) => label.color === color).length
  return colors.reduce((best, color) => (used(color) < used(best) ? color : best))
}
