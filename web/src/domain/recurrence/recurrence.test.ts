import { describe, expect, test } from 'vitest'
import text from '../../../../tests/phrases/recurrence.json?raw'
import type { Repeat } from '../../sync/records.ts'
import { DAY, dueText, readDue } from '../dates.ts'
import { keptRepeat } from './keeping.ts'
import { readSeries } from './repeats.ts'
import { done, next, projectedDates, skipped, upcoming, type Repeating } from './repeating.ts'
import { parseRule, ruleText } from './rules.ts'
import { settled, type WhenSet } from './settling.ts'
import { slotsAfter } from './slots.ts'

interface Case {
  repeat: Partial<Repeat>
  due: string
  zone?: string
  start_date?: string
  slots: string[]
  later: [date: string, ...slots: string[]]
  done: [
    now: number,
    person: string,
    due: string | null,
    start: string | null,
    rule: string | null,
    missed: number,
    last?: string,
  ]
  skipped: string | null
}

interface Cases {
  rules: [text: string, canonical: string | null][]
  sent: [sent: Partial<Repeat>, due: string | null, zone: string | null, kept: Repeat | null][]
  settled: [
    due: string | null,
    zone: string | null,
    repeat: Repeat | null,
    set: WhenSet,
    changes: object | null,
  ][]
  series: Case[]
}

const cases: Cases = JSON.parse(text)

function taskOf({ repeat, due, zone, start_date }: Case): Repeating {
  const kept = keptRepeat(repeat, due, zone ?? null)
  return { due_date: due, start_date: start_date ?? null, time_zone: zone ?? null, repeat: kept }
}

const tasks = cases.series.map(taskOf)

function slotsOf(task: Repeating, after: number, most: number): string[] {
  const series = readSeries(task.repeat!, task.time_zone)!
  const found: string[] = []
  for (const at of slotsAfter(series, after)) {
    if (found.length === most) break
    found.push(dueText({ kind: series.kind, at }))
  }
  return found
}

/** Whether two values of JSON are the same, whatever the order of their members. */
function sameValue(one: unknown, other: unknown): boolean {
  const sorted = (_: string, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort())
      : value
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted)
}

function wrong<T>(said: (one: Case) => T, says: (one: Case, task: Repeating) => T): unknown[] {
  return cases.series
    .map((one, i) => [one.repeat, one.due, one.zone, says(one, tasks[i]!), said(one)])
    .filter(([, , , ours, theirs]) => JSON.stringify(ours) !== JSON.stringify(theirs))
}

describe('tasks repeat as they do on the server', { timeout: 30_000 }, () => {
  test('the file has cases enough', () => {
    expect(cases.series.length).toBeGreaterThan(2000)
    expect(cases.series.filter((one) => one.repeat.basis === 'completion').length).toBeGreaterThan(
      500,
    )
  })

  test.each(cases.rules)('the rule %j is read', (text, canonical) => {
    const rule = parseRule(text)
    expect(rule && ruleText(rule)).toBe(canonical)
  })

  test.each(cases.sent)('%j with the due date %s in %s is kept', (sent, due, zone, kept) => {
    expect(keptRepeat(sent, due, zone)).toEqual(kept)
  })

  test('due date and repetition are settled together', () => {
    const wrong = cases.settled
      .map(([due_date, time_zone, repeat, set, changes]) => {
        const found = settled({ due_date, time_zone, repeat }, set)
        const news = Object.entries(found ?? {}).filter(
          ([name, value]) => !sameValue(value, set[name as keyof WhenSet]),
        )
        return { due_date, repeat, set, changes, ours: found && Object.fromEntries(news) }
      })
      .filter(({ changes, ours }) => !sameValue(changes, ours))
    expect(wrong).toEqual([])
  })

  test('a series has its slots', () => {
    const ours = (one: Case, task: Repeating) =>
      slotsOf(task, readDue(task.repeat!.start).at - DAY, one.slots.length)
    expect(wrong((one) => one.slots, ours)).toEqual([])
  })

  test('a series is met far from its start', () => {
    const ours = (one: Case, task: Repeating) => [
      one.later[0],
      ...slotsOf(task, readDue(one.later[0]).at, 2),
    ]
    expect(wrong((one) => one.later, ours)).toEqual([])
  })

  test('an occurrence that is done is followed by the next', () => {
    const ours = ({ done: [now, person] }: Case, task: Repeating) => {
      const { values, missed } = done(task, now, person)!
      return [
        now,
        person,
        values?.due_date ?? null,
        values?.start_date ?? null,
        values?.repeat.rule ?? null,
        missed.length,
        ...missed.slice(-1),
      ]
    }
    expect(wrong((one) => one.done, ours as never)).toEqual([])
  })

  test('an occurrence that is skipped is followed by the one right after it', () => {
    const ours = (_: Case, task: Repeating) => skipped(task)!.values?.due_date ?? null
    expect(wrong((one) => one.skipped, ours)).toEqual([])
  })
})

describe('dates to come', () => {
  const task = (repeat: Partial<Repeat>, due: string, zone: string | null = null): Repeating => ({
    due_date: due,
    start_date: null,
    time_zone: zone,
    repeat: keptRepeat(repeat, due, zone),
  })

  test('lie on the days that are asked for, without the open one', () => {
    const weekly = task({ rule: 'FREQ=WEEKLY;BYDAY=MO,TH' }, '2026-11-30')
    expect(projectedDates(weekly, '2026-11-30', '2026-12-07', 'UTC')).toEqual([
      '2026-12-03',
      '2026-12-07',
    ])
    expect(projectedDates(weekly, '2027-11-29', '2027-11-29', 'UTC')).toEqual(['2027-11-29'])
    expect(projectedDates(weekly, '2026-11-01', '2026-11-29', 'UTC')).toEqual([])
  })

  test('of instants lie on the day of their reader', () => {
    const daily = task({ rule: 'FREQ=DAILY' }, '2026-11-30T23:30:00Z', 'UTC')
    const inBerlin = projectedDates(daily, '2026-12-03', '2026-12-03', 'Europe/Berlin')
    expect(inBerlin).toEqual(['2026-12-02T23:30:00Z'])
    const farWest = projectedDates(daily, '2026-12-03', '2026-12-03', 'Pacific/Pago_Pago')
    expect(farWest).toEqual(['2026-12-03T23:30:00Z'])
    const farEast = projectedDates(daily, '2026-12-03', '2026-12-03', 'Pacific/Kiritimati')
    expect(farEast).toEqual(['2026-12-02T23:30:00Z'])
  })

  test('are bounded', () => {
    const hourly = task({ rule: 'FREQ=HOURLY' }, '2026-11-30T09:00:00')
    expect(projectedDates(hourly, '2026-12-01', '2027-12-01', 'UTC')).toHaveLength(366)
    expect(projectedDates(hourly, '2026-12-01', '2027-12-01', 'UTC', 3)).toHaveLength(3)
    expect(upcoming(hourly, 2)).toEqual(['2026-11-30T09:00:00', '2026-11-30T10:00:00'])
  })

  test('are not known where they count from completion', () => {
    const weekly = task({ rule: 'FREQ=WEEKLY', basis: 'completion' }, '2026-11-30')
    expect(projectedDates(weekly, '2026-12-01', '2027-12-01', 'UTC')).toEqual([])
    expect(upcoming(weekly, 5)).toEqual(['2026-11-30'])
  })

  test('end with the last one', () => {
    const twice = task({ rule: 'FREQ=DAILY;COUNT=2' }, '2026-11-30')
    expect(projectedDates(twice, '2026-11-30', '2027-12-01', 'UTC')).toEqual(['2026-12-01'])
    const noon = Date.parse('2026-11-30T12:00:00Z')
    const { values } = done(twice, noon, 'UTC')!
    expect(values!.due_date).toBe('2026-12-01')
    expect(next(twice, noon, 'UTC')).toEqual(values)
    const after = { ...twice, ...values }
    expect(next(after, Date.parse('2026-12-01T12:00:00Z'), 'UTC')).toBeNull()
  })

  test('a task that does not repeat has none', () => {
    const once: Repeating = {
      due_date: '2026-12-01',
      start_date: null,
      time_zone: null,
      repeat: null,
    }
    expect([next(once, 0, 'UTC'), skipped(once), upcoming(once, 3)]).toEqual([null, null, []])
    expect(projectedDates(once, '2026-12-01', '2026-12-31', 'UTC')).toEqual([])
  })
})
