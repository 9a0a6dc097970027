/** A filter as a tree: terms, joined by and, or and not. */

import type { Day, Weekday } from '../calendar.ts'

/** The terms that are one phrase. */
export const WORDS = [
  'all',
  'overdue',
  'no date',
  'no time',
  'no start',
  'no deadline',
  'recurring',
  'p1',
  'p2',
  'p3',
  'p4',
  'no labels',
  'no section',
  'inbox',
  'shared',
  'archived',
  'assigned',
  'todo',
  'in progress',
  'done',
  'cancelled',
  'open',
  'closed',
  'blocked',
  'blocking',
  'available',
  'subtask',
  'has subtasks',
  'has comments',
  'has description',
  'has links',
  'no duration',
] as const
export type Word = (typeof WORDS)[number]

/** The dates that a task has. */
export const FIELDS = ['due', 'start', 'deadline', 'created', 'completed', 'changed'] as const
export type Field = (typeof FIELDS)[number]

export type Relation = 'on' | 'before' | 'after'
export type Unit = 'day' | 'week' | 'month' | 'year'
export type Comparison = '<' | '<=' | '>' | '>=' | '='

/** A name with wildcards between its pieces; one piece is a name without any. */
export type Name = readonly string[]
export type Person = 'me' | 'others' | Name

/** A day as it is said: a date, a day of each year, a weekday, so many units off, a first or last day. */
export type SaidDay =
  | { type: 'on'; day: Day }
  | { type: 'yearly'; month: number; day: number }
  | { type: 'weekday'; number: Weekday }
  | { type: 'shifted'; amount: number; unit: Unit }
  | { type: 'edge'; last: boolean; which: -1 | 0 | 1; unit: Unit }

export type Term =
  | { type: 'is'; word: Word }
  | { type: 'text'; text: string }
  | { type: 'label'; name: Name }
  | { type: 'project'; name: Name; nested: boolean }
  | { type: 'section'; name: Name }
  | { type: 'assigned'; who: Person }
  | { type: 'created'; who: Person }
  | { type: 'when'; field: Field; relation: Relation; day: SaidDay }
  | { type: 'within'; days: number }
  | { type: 'lasting'; comparison: Comparison; minutes: number }

export type Tree =
  | Term
  | { type: 'not'; term: Tree }
  | { type: 'and'; terms: Tree[] }
  | { type: 'or'; terms: Tree[] }

/** The trees right below one; none for a term. */
export function parts(tree: Tree): Tree[] {
  if (tree.type === 'and' || tree.type === 'or') return tree.terms
  return tree.type === 'not' ? [tree.term] : []
}

/** The terms of a tree. */
export function termsOf(tree: Tree): Term[] {
  if (tree.type === 'and' || tree.type === 'or') return tree.terms.flatMap(termsOf)
  return tree.type === 'not' ? termsOf(tree.term) : [tree]
}

/** How many levels a tree has. */
export function depthOf(tree: Tree): number {
  return 1 + Math.max(0, ...parts(tree).map(depthOf))
}
