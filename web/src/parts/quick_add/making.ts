/** The tasks that lines make, as edits: what a line leaves open is taken from where it is written. */
import type { Line } from '../../domain/quick_add/lines.ts'
import { fold } from '../../domain/quick_add/names.ts'
import { parse, type Asked, type Parsed, type TaskFields } from '../../domain/quick_add/parse.ts'
import { newId } from '../../lib/ids.ts'
import type { QuickAddContext } from '../../state/quick_add.svelte.ts'
import type { Edit } from '../../sync/records.ts'

/** What a task has unless its line says something else. */
export type Context = Omit<QuickAddContext, 'text'>

/** A name that a line may use before its record is there; it is made along with the first task in it. */
export interface Made {
  noun: 'project' | 'section'
  id: string
  name: string
  /** Of a section: its project. */
  project_id: string
}

/** A task to make: its edit, and those of its reminders. */
export interface Making {
  parsed: Parsed
  id: string
  context: Context
  position?: string | undefined
}

/** Returns the edits that make a task with its reminders. */
export function makingTask({ parsed, id, context, position }: Making): Edit[] {
  const { project_id, section_id, ...fields } = parsed.task
  const isElsewhere = goesElsewhere(parsed.task, context)
  const set = {
    ...(context.due_date !== undefined && { due_date: context.due_date }),
    ...(context.priority !== undefined && { priority: context.priority }),
    ...(context.assignee_ids?.length && !isElsewhere && { assignee_ids: context.assignee_ids }),
    ...fields,
    ...placeOf(isElsewhere ? { project_id, section_id } : context),
    ...(position !== undefined && { position }),
    labels: withLabels(context.labels ?? [], fields.labels ?? []),
  }
  const reminders = parsed.reminders.map((reminder): Edit => {
    return { noun: 'reminder', verb: 'create', id: newId(), set: { task_id: id, ...reminder } }
  })
  return [{ noun: 'task', verb: 'create', id, set }, ...reminders]
}

/**
 * Returns the edits that make a task of each line, indented ones as parts of those above them; and
 * the titles. A part is where the whole is, so it can't name a project or section of its own.
 */
export function makingLines(
  lines: readonly Line[],
  how: { asked: Asked; context: Context; positions?: readonly string[] | undefined },
): { edits: Edit[]; titles: string[] } {
  const ids = lines.map(() => newId())
  const edits: Edit[] = []
  const titles: string[] = []
  let roots = 0
  lines.forEach(({ text, parent }, i) => {
    const isPart = parent !== null
    const parsed = parsedWhole(text, isPart ? within(how.asked) : how.asked)
    const context = isPart ? { parent_id: ids[parent]! } : how.context
    const position = isPart ? undefined : how.positions?.[roots++]
    edits.push(...makingTask({ parsed, id: ids[i]!, context, position }))
    titles.push(parsed.task.title)
  })
  return { edits, titles }
}

/** Returns the edits that make what tasks name before it is there, in the order in which it is needed. */
export function makingNamed(made: readonly Made[], edits: readonly Edit[]): Edit[] {
  const used = new Set(edits.flatMap(({ set }) => [set?.['project_id'], set?.['section_id']]))
  const sections = made.filter(({ noun, id }) => noun === 'section' && used.has(id))
  for (const { project_id } of sections) used.add(project_id)
  const projects = made.filter(({ noun, id }) => noun === 'project' && used.has(id))
  return [...projects, ...sections].map(({ noun, id, name, project_id }) => {
    const set = noun === 'section' ? { name, project_id } : { name }
    return { noun, verb: 'create', id, set }
  })
}

/** What a line says; one that says nothing but dates and names is taken as it stands. */
export function parsedWhole(text: string, asked: Asked): Parsed {
  const parsed = parse(text, asked)
  if (parsed.task.title) return parsed
  return parse(text, { ...asked, refused: [{ start: 0, end: text.length }] })
}

function within(asked: Asked): Asked {
  return { ...asked, day: undefined, refused: ['project', 'section'] }
}

/** Tells whether a line names another place than where it is written; naming its project changes nothing. */
export function goesElsewhere({ project_id, section_id }: TaskFields, context: Context): boolean {
  return section_id !== undefined || (project_id !== undefined && project_id !== context.project_id)
}

/** Where a task goes, as far as that is told. */
function placeOf({ project_id, section_id, parent_id }: Context): Partial<Context> {
  return {
    ...(project_id && { project_id }),
    ...(section_id && { section_id }),
    ...(parent_id && { parent_id }),
  }
}

function withLabels(context: readonly string[], told: readonly string[]): string[] {
  const found = new Map<string, string>()
  for (const name of [...context, ...told]) {
    if (!found.has(fold(name))) found.set(fold(name), name)
  }
  return [...found.values()]
}
