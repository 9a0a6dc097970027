import { describe, expect, test } from 'vitest'
import { ruleText } from '../../domain/recurrence/rules.ts'
import type { Repeat, Task } from '../../sync/records.ts'
import { formOf, newForm, repeating, ruleOf, type RepeatForm } from './repeat_form.ts'

const SATURDAY = '2026-11-21'
const repeat = (rule: string, more: Partial<Repeat> = {}): Repeat => ({
  rule,
  basis: 'schedule',
  start: SATURDAY,
  occurrence: SATURDAY,
  rdates: [],
  exdates: [],
  resets_subtasks: false,
  ...more,
})
const task = (due_date: string | null, more: Partial<Task> = {}) =>
  ({ due_date, time_zone: null, repeat: null, ...more }) as Task
const form = (more: Partial<RepeatForm>) => ({ ...newForm(SATURDAY), ...more })
const textOf = (more: Partial<RepeatForm>) => ruleText(ruleOf(form(more)))

describe('a form tells a rule', () => {
  test('of days, weekdays, months and years', () => {
    expect(textOf({ frequency: 'DAILY', interval: 3 })).toBe('FREQ=DAILY;INTERVAL=3')
    expect(textOf({ weekdays: [4, 0] })).toBe('FREQ=WEEKLY;BYDAY=MO,FR')
    expect(textOf({ frequency: 'MONTHLY' })).toBe('FREQ=MONTHLY;BYMONTHDAY=21')
    expect(textOf({ frequency: 'MONTHLY', monthDay: 'lastDay' })).toBe('FREQ=MONTHLY;BYMONTHDAY=-1')
    expect(textOf({ frequency: 'MONTHLY', monthDay: 'weekday' })).toBe('FREQ=MONTHLY;BYDAY=3SA')
    expect(textOf({ frequency: 'YEARLY' })).toBe('FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=21')
  })

  test('that has the last day of months which are too short', () => {
    const text = (day: number) => textOf({ frequency: 'MONTHLY', day })
    expect(text(30)).toBe('FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1')
    expect(text(31)).toBe('FREQ=MONTHLY;BYMONTHDAY=-1')
  })

  test('that ends after some times', () => {
    expect(textOf({ frequency: 'DAILY', ends: 'after', count: 5 })).toBe('FREQ=DAILY;COUNT=5')
  })
})

describe('a rule is shown in a form', () => {
  test('with what it takes from its start told out', () => {
    expect(formOf(repeat('FREQ=WEEKLY'), SATURDAY, 'UTC')).toMatchObject({ weekdays: [5] })
    expect(formOf(repeat('FREQ=YEARLY'), SATURDAY, 'UTC')).toMatchObject({ month: 11, day: 21 })
  })

  test('as each form tells it', () => {
    const forms = [
      form({ frequency: 'DAILY', interval: 2 }),
      form({ weekdays: [0, 2] }),
      form({ frequency: 'MONTHLY', monthDay: 'weekday', nth: -1, weekday: 4 }),
      form({ frequency: 'MONTHLY', monthDay: 'lastDay' }),
      form({ frequency: 'YEARLY', monthDay: 'weekday', nth: 2, weekday: 6, month: 5 }),
      form({ frequency: 'MONTHLY', day: 29 }),
      form({ frequency: 'DAILY', ends: 'after', count: 3 }),
    ]
    for (const each of forms) {
      const read = formOf(repeat(ruleText(ruleOf(each))), SATURDAY, 'UTC')
      expect(read).toEqual(each)
    }
  })

  test('with its end', () => {
    const until = formOf(repeat('FREQ=DAILY;UNTIL=20261224'), SATURDAY, 'UTC')
    expect(until).toMatchObject({ ends: 'on', until: '2026-12-24' })
  })

  test('but not where it says more', () => {
    for (const rule of [
      'FREQ=DAILY;BYDAY=MO',
      'FREQ=MONTHLY;BYMONTHDAY=1,15',
      'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1',
      'FREQ=MONTHLY;BYMONTH=1;BYMONTHDAY=1',
    ]) {
      expect(formOf(repeat(rule), SATURDAY, 'UTC'), rule).toBeNull()
    }
  })
})

describe('a task that repeats as a form says', () => {
  test('is due on the first date of the rule', () => {
    expect(repeating(task(SATURDAY), form({ weekdays: [0] }), SATURDAY)).toMatchObject({
      due_date: '2026-11-23',
      repeat: { rule: 'FREQ=WEEKLY;BYDAY=MO', start: '2026-11-23', occurrence: '2026-11-23' },
    })
  })

  test('begins today without a due date, and keeps its time with one', () => {
    const daily = form({ frequency: 'DAILY' })
    expect(repeating(task(null), daily, SATURDAY)?.due_date).toBe(SATURDAY)
    expect(repeating(task('2026-12-01T09:00:00'), daily, SATURDAY)?.due_date).toBe(
      '2026-12-01T09:00:00',
    )
  })

  test('ends with the day, whatever kind its dates are of', () => {
    const until = form({ frequency: 'DAILY', ends: 'on', until: '2026-12-24' })
    const rule = (due: string) => repeating(task(due), until, SATURDAY)?.repeat?.rule
    expect(rule('2026-12-01')).toBe('FREQ=DAILY;UNTIL=20261224')
    expect(rule('2026-12-01T09:00:00')).toBe('FREQ=DAILY;UNTIL=20261224T235959')
    expect(rule('2026-12-01T09:00:00Z')).toBe('FREQ=DAILY;UNTIL=20261224T235959Z')
  })

  test('keeps its series where the rule stays', () => {
    const before = repeat('FREQ=DAILY', { start: '2026-01-01', exdates: ['2026-02-02'] })
    const found = repeating(
      task(SATURDAY, { repeat: before }),
      form({ frequency: 'DAILY', resets: true }),
      SATURDAY,
    )
    expect(found?.repeat).toEqual({ ...before, resets_subtasks: true })
  })

  test('is none where no date fits', () => {
    const never = form({ frequency: 'YEARLY', month: 2, day: 30 })
    expect(repeating(task(SATURDAY), never, SATURDAY)).toBeNull()
  })
})
