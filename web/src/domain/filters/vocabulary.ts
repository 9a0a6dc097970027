/** Every word of the filter language, and the other ways to say it; parser and suggestions use it. */

import {
  FIELDS,
  WORDS,
  type Field,
  type Relation,
  type SaidDay,
  type Term,
  type Unit,
} from './tree.ts'

/** Days that are one word. */
export const DAYS: Record<string, SaidDay> = {
  today: { type: 'shifted', amount: 0, unit: 'day' },
  tomorrow: { type: 'shifted', amount: 1, unit: 'day' },
  yesterday: { type: 'shifted', amount: -1, unit: 'day' },
}

const is = (word: (typeof WORDS)[number]): Term => ({ type: 'is', word })

/** Terms that are one phrase. */
export const PHRASES: Record<string, Term> = {
  ...Object.fromEntries(WORDS.map((word) => [word, is(word)])),
  'view all': is('all'),
  'no due date': is('no date'),
  'no label': is('no labels'),
  'no priority': is('p4'),
  'priority: high': is('p1'),
  'priority: medium': is('p2'),
  'priority: low': is('p3'),
  'priority: none': is('p4'),
  completed: is('closed'),
  canceled: is('cancelled'),
  ...Object.fromEntries(
    Object.entries(DAYS).map(([phrase, day]): [string, Term] => [
      phrase,
      { type: 'when', field: 'due', relation: 'on', day },
    ]),
  ),
}

const FIELD_NAMES: [string, Field][] = [
  ...FIELDS.map((field): [string, Field] => [field, field]),
  ['date', 'due'],
  ['added', 'created'],
]

/** What a day follows: `due before:`. */
export const MOMENTS: Record<string, [Field, Relation]> = Object.fromEntries(
  FIELD_NAMES.flatMap(([name, field]) => [
    [`${name}:`, [field, 'on']],
    [`${name} before:`, [field, 'before']],
    [`${name} after:`, [field, 'after']],
  ]),
)

export const SEARCH = 'search:'
export const ASSIGNED_TO = 'assigned to:'
export const CREATED_BY = ['created by:', 'added by:']

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]
export const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

export const UNITS: Record<string, Unit> = Object.fromEntries(
  (['day', 'week', 'month', 'year'] as const).flatMap((unit) => [
    [unit, unit],
    [`${unit}s`, unit],
  ]),
)
export const MINUTES: Record<string, number> = {
  min: 1,
  minute: 1,
  minutes: 1,
  h: 60,
  hour: 60,
  hours: 60,
}
export const WHICH: Record<string, -1 | 0 | 1> = { last: -1, this: 0, next: 1 }

/** What a term can begin with, for suggestions. */
export const TERMS = [
  ...Object.keys(PHRASES),
  ...Object.keys(MOMENTS),
  SEARCH,
  ASSIGNED_TO,
  ...CREATED_BY,
  'next 7 days',
  'duration <',
]

/** Words of days, for suggestions. */
export const DAY_WORDS = [
  ...Object.keys(DAYS),
  ...WEEKDAYS,
  ...MONTHS,
  ...Object.keys(UNITS),
  'first',
  'last',
  'next',
  'this',
  'ago',
]
