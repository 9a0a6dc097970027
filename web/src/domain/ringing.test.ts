import { expect, it } from 'vitest'
import { ringsAt } from './ringing.ts'

const open = { completed: false, status: 'todo', due_date: null, start_date: null } as const
const before = (minutes_before: number, anchor: 'due' | 'start' = 'due') =>
  ({ at: null, minutes_before, anchor }) as const
const at = (moment: string) => ({ at: moment, minutes_before: null, anchor: 'due' }) as const

it.each([
  ['an instant', at('2026-12-01T08:00:00Z'), open, '2026-12-01T08:00:00Z'],
  ['a local time', at('2026-12-01T09:00:00'), open, '2026-12-01T08:00:00Z'],
  [
    'before a time',
    before(30),
    { ...open, due_date: '2026-12-01T09:00:00' },
    '2026-12-01T07:30:00Z',
  ],
  ['on a day', before(-540), { ...open, due_date: '2026-12-01' }, '2026-12-01T08:00:00Z'],
  [
    'on the day clocks change',
    before(-540),
    { ...open, due_date: '2026-03-29' },
    '2026-03-29T07:00:00Z',
  ],
  [
    'before an instant',
    before(60),
    { ...open, due_date: '2026-12-01T08:00:00Z' },
    '2026-12-01T07:00:00Z',
  ],
  [
    'of the start',
    before(0, 'start'),
    { ...open, start_date: '2026-12-01T09:00:00' },
    '2026-12-01T08:00:00Z',
  ],
] as const)('%s', (_, reminder, task, moment) => {
  expect(new Date(ringsAt(reminder, task, 'Europe/Berlin')!).toISOString()).toBe(
    new Date(moment).toISOString(),
  )
})

it.each([
  ['done', at('2026-12-01T09:00:00'), { ...open, completed: true, status: 'done' }],
  ['cancelled', at('2026-12-01T09:00:00'), { ...open, status: 'cancelled' }],
  ['without its date', before(30), open],
] as const)('nothing rings for a task that is %s', (_, reminder, task) => {
  expect(ringsAt(reminder, task, 'Europe/Berlin')).toBeNull()
})
