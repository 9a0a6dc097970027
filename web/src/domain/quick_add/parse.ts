/**
 * One line into the fields of a task: as `/api/tasks/quick/parse` of the server tells it, for the
 * records that are here. A name that stands for nothing stays text and is told as unknown.
 */
import { dayNumber } from '../calendar.ts'
import { MINUTE } from '../dates.ts'
import { microsOf, shown } from '../zones.ts'
import { read, type Found } from './grammar.ts'
import type { Known } from './known.ts'
import type { PlainFields, Refused, ReminderFields, Span, Unknown } from './result.ts'
import { singleSpaced } from './space.ts'
import { LANGUAGES, type Language } from './vocabulary.ts'

/** Longest line that is read, and longest title and label, in Unicode code points. */
export const LINE_MAX = 2000
const TITLE_MAX = 1000
const LABEL_MAX = 60
/** How often a line is read anew without names that stand for nothing; then without their kinds. */
const MOST_ROUNDS = 10

/** The fields of a task that a line tells. */
export interface TaskFields extends PlainFields {
  project_id?: string
  section_id?: string
  assignee_ids?: string[]
}

/** What a line says; `spans` are in UTF-16 units of the line. */
export interface Parsed {
  task: TaskFields
  reminders: ReminderFields[]
  spans: Span[]
  unknown: Unknown[]
}

/** Who asks, when and where. `now` is in milliseconds since 1970. */
export interface Asked {
  now: number
  timeZone: string
  /** The language that counts first. */
  language: Language
  known: Known
  /** The project that the task goes to unless the line says another. */
  projectId: string
  /** The day of a time or repetition that is told without one, such as the day whose list is shown. */
  day?: string | undefined
  refused?: readonly Refused[] | undefined
}

/** What a line says. A longer one than is read, or one that is too long for a title, goes on below. */
export function parse(text: string, asked: Asked): Parsed {
  if (text.length > LINE_MAX && [...text].length > LINE_MAX) {
    return fitted({ task: { title: singleSpaced(text) }, reminders: [], spans: [], unknown: [] })
  }
  const words = [asked.language, ...LANGUAGES.filter((other) => other !== asked.language)]
  const now = shown(microsOf(asked.now), asked.timeZone) / MINUTE
  const day = asked.day === undefined ? undefined : dayNumber(asked.day)
  const refused = [...(asked.refused ?? [])]
  const unknown: Unknown[] = []
  for (let round = 1; ; round++) {
    const found = read(text, { now, words, names: asked.known.names, refused, day })
    const { task, isStrange } = resolved(found, asked)
    const strange = found.spans.filter(isStrange)
    if (!strange.length) {
      return fitted({ task, reminders: found.fields.reminders ?? [], spans: found.spans, unknown })
    }
    for (const span of strange) {
      refused.push(round < MOST_ROUNDS ? span : span.kind)
      unknown.push({ kind: span.kind, name: String(span.value) })
    }
  }
}

/** The fields with ids for names, and which spans have names that stand for nothing. */
function resolved(
  { fields }: Found,
  { known, projectId }: Asked,
): { task: TaskFields; isStrange: (span: Span) => boolean } {
  const { project, section, assignees = [], reminders: _, ...task }: Found['fields'] = fields
  const projectNamed = project === undefined ? null : known.project(project)
  const isNowhere = project !== undefined && projectNamed === null
  const sectionNamed =
    section === undefined || isNowhere ? null : known.section(section, projectNamed, projectId)
  const target = projectNamed ?? sectionNamed?.project_id ?? projectId
  const people = new Map(
    isNowhere ? [] : assignees.map((name) => [name, known.person(name, target)]),
  )
  const ids = [...people.values()].filter((id) => id !== null)
  const isStrange = ({ kind, value }: Span) => {
    if (kind === 'project') return isNowhere
    if (kind === 'section') return sectionNamed === null
    if (kind === 'label') return [...String(value)].length > LABEL_MAX
    return kind === 'assignee' && people.get(String(value)) === null
  }
  return {
    task: {
      ...task,
      ...(projectNamed !== null && { project_id: projectNamed }),
      ...(sectionNamed !== null && { section_id: sectionNamed.id }),
      ...(ids.length > 0 && { assignee_ids: [...new Set(ids)] }),
    },
    isStrange,
  }
}

/** The same with a title that the server takes: what is too long for one stands in the description. */
function fitted(parsed: Parsed): Parsed {
  const { title, description } = parsed.task
  if (title.length <= TITLE_MAX) return parsed
  const letters = [...title]
  if (letters.length <= TITLE_MAX) return parsed
  const task = {
    ...parsed.task,
    title: `${letters.slice(0, TITLE_MAX - 1).join('')}…`,
    description: description === undefined ? title : `${title}\n\n${description}`,
  }
  return { ...parsed, task }
}
