/** Everything that a replica holds, as files that one takes along. */
import { NOUNS, type Noun, type RecordOf, type Task } from '../../sync/records.ts'
import { csvOf } from './csv.ts'

/** What records are read from; the replica is one. */
export interface Source {
  all<N extends Noun>(noun: N): readonly RecordOf<N>[]
}

/** Returns everything as JSON: a list of records for each noun, and whose and when it was. */
export function jsonOf(source: Source, account: object, moment: string): string {
  const records = NOUNS.map((noun) => [noun, source.all(noun).map(told)])
  const head = { format: 'tasklark', version: 1, exported_at: moment, account }
  return JSON.stringify({ ...head, records: Object.fromEntries(records) }, null, 1)
}

// Stamps are the replica's own bookkeeping, and of no use anywhere else.
function told({ stamps: _stamps, noun: _noun, ...rest }: RecordOf<Noun>) {
  return rest
}

/** Returns the tasks as CSV, a line each, with names in place of ids. */
export function tasksCsv(source: Source): string {
  const names = <N extends 'project' | 'section'>(noun: N) =>
    new Map(source.all(noun).map(({ id, name }) => [id, name]))
  const [projects, sections] = [names('project'), names('section')]
  const titles = new Map(source.all('task').map(({ id, title }) => [id, title]))
  const people = new Map(source.all('member').map(({ id, name, email }) => [id, name ?? email]))
  const columns: [string, (task: Task) => string | number | null | undefined][] = [
    ['id', ({ id }) => id],
    ['title', ({ title }) => title],
    ['description', ({ description }) => description],
    ['project', ({ project_id }) => projects.get(project_id)],
    ['section', ({ section_id }) => section_id && sections.get(section_id)],
    ['parent', ({ parent_id }) => parent_id && titles.get(parent_id)],
    ['status', ({ status }) => status],
    ['priority', ({ priority }) => priority],
    ['due_date', ({ due_date }) => due_date],
    ['start_date', ({ start_date }) => start_date],
    ['deadline', ({ deadline }) => deadline],
    ['time_zone', ({ time_zone }) => time_zone],
    ['repeat', ({ repeat }) => repeat?.rule],
    ['duration_minutes', ({ duration_minutes }) => duration_minutes],
    ['labels', ({ labels }) => labels.join(', ')],
    ['assignees', ({ assignee_ids }) => assignee_ids.map((id) => people.get(id) ?? id).join(', ')],
    ['links', ({ links }) => links.map(({ url }) => url).join(' ')],
    ['completed_at', ({ completed_at }) => completed_at],
    ['created_at', ({ created_at }) => created_at],
    ['updated_at', ({ updated_at }) => updated_at],
  ]
  const lines = source.all('task').map((task) => columns.map(([, of]) => String(of(task) ?? '')))
  return csvOf([columns.map(([name]) => name), ...lines])
}
