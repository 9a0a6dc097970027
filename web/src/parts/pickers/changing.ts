/** Setting something in several tasks at once, as one step of undo. */
import { edit } from '../../acts/edit.ts'
import { say } from '../../messages/say.svelte.ts'
import type { Edit, Task } from '../../sync/records.ts'

/** Says what is to be set in a task, by field or `field/element`; null leaves it as it is. */
export type Setter = (task: Task) => Record<string, unknown> | null

/** Returns the edits that set something in tasks; what they have already is left out. */
export function changes(tasks: readonly Task[], setter: Setter): Edit[] {
  return tasks.flatMap((task) => {
    const wanted = Object.entries(setter(task) ?? {})
    const set = Object.fromEntries(wanted.filter(([name, value]) => differs(task, name, value)))
    return Object.keys(set).length ? [{ noun: 'task', verb: 'change', id: task.id, set }] : []
  })
}

/** Sets something in tasks, under the name of the field in the person's words; `shown` offers Undo in a toast. */
export function change(
  field: string,
  tasks: readonly Task[],
  setter: Setter,
  { shown = false } = {},
): void {
  edit(stepLabel(field, tasks), changes(tasks, setter), { shown })
}

/** Returns what a step of undo is called: the field, and the one task or how many. */
export function stepLabel(field: string, tasks: readonly Task[]): string {
  const [only] = tasks
  return `${field}: ${tasks.length === 1 && only ? only.title : say.task.count(tasks.length)}`
}

function differs(task: Task, name: string, value: unknown): boolean {
  const [field = '', ...rest] = name.split('/')
  const before = (task as unknown as Record<string, unknown>)[field] ?? null
  if (!rest.length) return JSON.stringify(before) !== JSON.stringify(value)
  return (before as string[]).includes(rest.join('/')) !== value
}
