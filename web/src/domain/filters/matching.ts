/** What a filter means: whether a task is in its list. */

import type { Task } from '../../sync/records.ts'
import type { Day } from '../calendar.ts'
import { kindOf, readDue } from '../dates.ts'
import { comparedWith, isOverdue, today } from '../due.ts'
import { instantOf, microsOf } from '../zones.ts'
import { resolved, shifted } from './days_said.ts'
import { sortKey, textExpression } from './folding.ts'
import { fitting, idsInProject, idsNamed, type NamedProject } from './names.ts'
import {
  termsOf,
  type Field,
  type Name,
  type Person,
  type Term,
  type Tree,
  type Word,
} from './tree.ts'
import type { World } from './world.ts'

/** Whether something holds of a task. */
export type Predicate = (task: Task) => boolean

/** The dates that lie behind: `monday` is the last one for them, for the others the next. */
const PAST: ReadonlySet<Field> = new Set(['created', 'completed', 'changed'] as const)
const STATUS_WORDS: ReadonlySet<Word> = new Set([
  'todo',
  'in progress',
  'done',
  'cancelled',
  'open',
  'closed',
] as const)

/** Whether a task (not in the trash) is in a filter's list. For many tasks, `filterOf` is quicker. */
export function matches(tree: Tree, task: Task, world: World): boolean {
  return filterOf(tree, world)(task)
}

/**
 * The test whether a task is in a filter's list. What goes without saying is added: open tasks,
 * unless the filter speaks of status; projects that are not archived, unless it says `archived`.
 */
export function filterOf(tree: Tree, world: World): Predicate {
  const spoken = termsOf(tree)
  const holds = [predicate(tree, world)]
  if (!spoken.some((term) => term.type === 'is' && term.word === 'archived')) {
    const isArchived = wordPredicate('archived', world)
    holds.unshift((task) => !isArchived(task))
  }
  if (!spoken.some(speaksOfStatus)) holds.unshift((task) => !task.completed)
  return (task) => holds.every((one) => one(task))
}

function speaksOfStatus(term: Term): boolean {
  if (term.type === 'when') return term.field === 'completed'
  return term.type === 'is' && STATUS_WORDS.has(term.word)
}

function predicate(tree: Tree, world: World): Predicate {
  switch (tree.type) {
    case 'and': {
      const all = tree.terms.map((term) => predicate(term, world))
      return (task) => all.every((one) => one(task))
    }
    case 'or': {
      const any = tree.terms.map((term) => predicate(term, world))
      return (task) => any.some((one) => one(task))
    }
    case 'not': {
      const not = predicate(tree.term, world)
      return (task) => !not(task)
    }
    default:
      return termPredicate(tree, world)
  }
}

function termPredicate(term: Term, world: World): Predicate {
  switch (term.type) {
    case 'is':
      return wordPredicate(term.word, world)
    case 'text':
      return textPredicate(term.text)
    case 'label': {
      const fits = fitting(term.name)
      return ({ labels }) => labels.some(fits)
    }
    case 'project': {
      const ids = idsInProject(term, world.names.projects)
      return ({ project_id }) => ids.has(project_id)
    }
    case 'section':
      return sectionPredicate(term.name, world)
    case 'assigned': {
      const is = personTest(term.who, world)
      return ({ assignee_ids }) => assignee_ids.some(is)
    }
    case 'created': {
      const is = personTest(term.who, world)
      return ({ created_by }) => created_by !== null && is(created_by)
    }
    case 'when':
      return whenPredicate(term, world)
    case 'within':
      return withinPredicate(term.days, world)
    case 'lasting':
      return lastingPredicate(term)
  }
}

function textPredicate(text: string): Predicate {
  const key = sortKey(text)
  const said = new RegExp(textExpression(text), 'u')
  return ({ title, description }) =>
    sortKey(title).includes(key) || (description !== null && said.test(description))
}

function sectionPredicate(name: Name, { names }: World): Predicate {
  const ids = idsNamed(name, names.sections)
  const isAnything = name.length > 1 && name.every((piece) => piece === '')
  return ({ section_id }) => section_id !== null && (isAnything || ids.has(section_id))
}

function personTest(who: Person, { me, names }: World): (person: string) => boolean {
  if (who === 'me') return (person) => person === me
  if (who === 'others') return (person) => person !== me
  const ids = idsNamed(who, names.people)
  return (person) => ids.has(person)
}

function whenPredicate(term: Extract<Term, { type: 'when' }>, world: World): Predicate {
  const { field, relation } = term
  const day = resolved(term.day, dayHere(world), world.weekStart, PAST.has(field))
  const compared = comparedWith(day, world.zone)
  const dateOf = DATES[field]
  return (task) => {
    const date = dateOf(task)
    if (date === null) return false
    const lies = compared(date)
    if (relation === 'on') return lies === 0
    return relation === 'before' ? lies < 0 : lies > 0
  }
}

function withinPredicate(days: number, world: World): Predicate {
  const first = dayHere(world)
  const withFirst = comparedWith(first, world.zone)
  const withLast = comparedWith(shifted(first, days - 1, 'day'), world.zone)
  return ({ due_date }) => due_date !== null && withFirst(due_date) >= 0 && withLast(due_date) <= 0
}

function lastingPredicate({ comparison, minutes }: Extract<Term, { type: 'lasting' }>): Predicate {
  const compares = {
    '<': (lasting: number) => lasting < minutes,
    '<=': (lasting: number) => lasting <= minutes,
    '>': (lasting: number) => lasting > minutes,
    '>=': (lasting: number) => lasting >= minutes,
    '=': (lasting: number) => lasting === minutes,
  }[comparison]
  return ({ duration_minutes }) => duration_minutes !== null && compares(duration_minutes)
}

const DATES: Record<Field, (task: Task) => string | null> = {
  due: (task) => task.due_date,
  start: (task) => task.start_date,
  deadline: (task) => task.deadline,
  created: (task) => task.created_at,
  completed: (task) => task.completed_at,
  changed: (task) => task.updated_at,
}

function wordPredicate(word: Word, world: World): Predicate {
  const { now, zone } = world
  switch (word) {
    case 'all':
      return () => true
    case 'overdue':
      return (task) =>
        !task.completed && task.due_date !== null && isOverdue(task.due_date, now, zone)
    case 'inbox':
      return inProjects(world, ({ isInbox }) => isInbox)
    case 'shared':
      return inProjects(world, ({ isShared }) => isShared)
    case 'archived':
      return inProjects(world, ({ isArchived }) => isArchived)
    case 'blocked':
      return (task) => !task.completed && world.waits(task)
    case 'blocking':
      return (task) => !task.completed && world.isAwaited(task)
    case 'available':
      return (task) => !task.completed && !world.waits(task) && hasBegun(task, world)
    case 'has subtasks':
      return world.hasSubtasks
    case 'has comments':
      return world.hasComments
    default:
      return OWN_WORDS[word]
  }
}

/** The words that a task answers by itself. */
const OWN_WORDS = {
  'no date': (task) => task.due_date === null,
  'no time': (task) => task.due_date === null || kindOf(task.due_date) === 'day',
  'no start': (task) => task.start_date === null,
  'no deadline': (task) => task.deadline === null,
  recurring: (task) => task.repeat !== null,
  p1: (task) => task.priority === 'high',
  p2: (task) => task.priority === 'medium',
  p3: (task) => task.priority === 'low',
  p4: (task) => task.priority === null,
  'no labels': (task) => task.labels.length === 0,
  'no section': (task) => task.section_id === null,
  assigned: (task) => task.assignee_ids.length > 0,
  todo: (task) => task.status === 'todo',
  'in progress': (task) => task.status === 'in_progress',
  done: (task) => task.status === 'done',
  cancelled: (task) => task.status === 'cancelled',
  open: (task) => !task.completed,
  closed: (task) => task.completed,
  subtask: (task) => task.parent_id !== null,
  'has description': (task) => !!task.description,
  'has links': (task) => task.links.length > 0,
  'no duration': (task) => task.duration_minutes === null,
} satisfies Partial<Record<Word, Predicate>>

function inProjects(world: World, is: (project: NamedProject) => boolean): Predicate {
  const ids = new Set(world.names.projects.filter(is).map(({ id }) => id))
  return ({ project_id }) => ids.has(project_id)
}

/** Whether the start is not in the future: its day has come, or its moment. */
function hasBegun({ start_date }: Task, world: World): boolean {
  if (start_date === null) return true
  const { kind, at } = readDue(start_date)
  if (kind === 'day') return start_date <= dayHere(world)
  return (kind === 'local' ? instantOf(at, world.zone) : at) <= microsOf(world.now)
}

function dayHere({ now, zone }: World): Day {
  return today(now, zone)
}
