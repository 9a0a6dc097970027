import { describe, expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { asTold, atClock, inZone, onDay, shortcuts, without } from './date_values.ts'
import type { When } from './in_words.ts'

const HERE = 'Europe/Berlin'
const TODAY = '2026-11-21'
const task = (more: Partial<Task>) =>
  ({
    due_date: null,
    start_date: null,
    deadline: null,
    time_zone: null,
    repeat: null,
    ...more,
  }) as Task
const told = (date: string, more: Partial<When> = {}): When => ({
  date,
  isTimeOnly: false,
  repeat: null,
  duration: null,
  ...more,
})

describe('a day', () => {
  test('keeps the time and the kind of the date', () => {
    const local = task({ due_date: '2026-12-01T09:00:00' })
    expect(onDay(local, 'date', '2026-12-05', HERE)).toEqual({ due_date: '2026-12-05T09:00:00' })
  })

  test('is one on the clocks of the zone that the task is fixed to', () => {
    const tokyo = task({ due_date: '2026-12-01T00:00:00Z', time_zone: 'Asia/Tokyo' })
    expect(onDay(tokyo, 'date', '2026-12-05', HERE)).toEqual({ due_date: '2026-12-05T00:00:00Z' })
  })

  test('is all that a deadline has', () => {
    expect(onDay(task({}), 'deadline', TODAY, HERE)).toEqual({ deadline: TODAY })
  })
})

describe('a time', () => {
  test('floats at first, and falls on today without a day', () => {
    expect(atClock(task({}), 'date', '09:00', TODAY, HERE)).toEqual({
      due_date: '2026-11-21T09:00:00',
    })
  })

  test('stays fixed where the date is', () => {
    const fixed = task({ due_date: '2026-12-01T08:00:00Z', time_zone: HERE })
    expect(atClock(fixed, 'date', '10:00', TODAY, HERE)).toEqual({
      due_date: '2026-12-01T09:00:00Z',
    })
  })

  test('that is taken away leaves the day', () => {
    const local = task({ start_date: '2026-12-01T09:00:00' })
    expect(atClock(local, 'start', null, TODAY, HERE)).toEqual({ start_date: '2026-12-01' })
  })
})

describe('a zone', () => {
  test('fixes times as clocks show them, and leaves days alone', () => {
    const local = task({ due_date: '2026-12-01T09:00:00', start_date: '2026-11-30' })
    expect(inZone(local, 'Asia/Tokyo', HERE)).toEqual({
      due_date: '2026-12-01T00:00:00Z',
      start_date: '2026-11-30',
      time_zone: 'Asia/Tokyo',
    })
  })

  test('that is taken away has the same time float', () => {
    const tokyo = task({ due_date: '2026-12-01T00:00:00Z', time_zone: 'Asia/Tokyo' })
    expect(inZone(tokyo, null, HERE)).toMatchObject({
      due_date: '2026-12-01T09:00:00',
      time_zone: null,
    })
  })
})

describe('taking the date away', () => {
  test('ends the series, too', () => {
    expect(without(task({ due_date: TODAY }), 'date')).toEqual({
      due_date: null,
      repeat: null,
      time_zone: null,
    })
  })

  test('keeps the zone that the start needs', () => {
    const both = task({ due_date: TODAY, start_date: '2026-12-01T08:00:00Z', time_zone: HERE })
    expect(without(both, 'date')).toMatchObject({ time_zone: HERE })
  })
})

describe('words', () => {
  test('that tell a time alone leave the day', () => {
    const day = task({ due_date: '2026-12-24' })
    expect(asTold(day, 'date', told('2026-11-21T10:00:00', { isTimeOnly: true }), HERE)).toEqual({
      due_date: '2026-12-24T10:00:00',
    })
  })

  test('set a repetition with their date', () => {
    const repeat = {
      rule: 'FREQ=DAILY',
      basis: 'schedule',
      start: TODAY,
      occurrence: TODAY,
    } as const
    expect(asTold(task({}), 'date', told(TODAY, { repeat }), HERE)).toEqual({
      due_date: TODAY,
      repeat: { ...repeat, rdates: [], exdates: [], resets_subtasks: false },
    })
  })

  test('of a deadline are a day', () => {
    expect(asTold(task({}), 'deadline', told('2026-12-01T10:00:00'), HERE)).toEqual({
      deadline: '2026-12-01',
    })
  })
})

test('shortcuts name each day once', () => {
  const days = (today: string) => shortcuts(today, 0).map(({ name, day }) => [name, day])
  expect(days('2026-11-18')).toEqual([
    ['today', '2026-11-18'],
    ['tomorrow', '2026-11-19'],
    ['weekend', '2026-11-21'],
    ['nextWeek', '2026-11-23'],
  ])
  expect(days('2026-11-20').map(([name]) => name)).not.toContain('weekend')
  expect(days('2026-11-21').map(([name]) => name)).not.toContain('weekend')
})
