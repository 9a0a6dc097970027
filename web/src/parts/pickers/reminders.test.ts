import { describe, expect, test } from 'vitest'
import { reminderSaid } from './reminders.ts'

const reader = { now: Date.parse('2026-11-21T09:00:00Z'), zone: 'UTC', locale: 'en-GB' }
const before = (minutes_before: number, anchor: 'due' | 'start' = 'due') => ({
  at: null,
  minutes_before,
  anchor,
})

describe('a reminder is called', () => {
  test('by how long it comes before a time', () => {
    const task = { due_date: '2026-12-01T09:00:00', start_date: null }
    expect(reminderSaid(before(0), task, reader)).toBe('At that time')
    expect(reminderSaid(before(90), task, reader)).toBe('1 h 30 min before')
    expect(reminderSaid(before(-10), task, reader)).toBe('10 min after')
  })

  test('by a time on a day where the date is a whole day', () => {
    const task = { due_date: '2026-12-01', start_date: null }
    expect(reminderSaid(before(-540), task, reader)).toBe('On the day at 09:00')
    expect(reminderSaid(before(15 * 60), task, reader)).toBe('The day before at 09:00')
    expect(reminderSaid(before(30 * 60), task, reader)).toBe('2 days before at 18:00')
  })

  test('by its own moment, and by the start where it counts from that', () => {
    const task = { due_date: null, start_date: '2026-12-01T09:00:00' }
    const at = { at: '2026-11-22T09:00:00', minutes_before: null, anchor: 'due' as const }
    expect(reminderSaid(at, task, reader)).toBe('tomorrow 09:00')
    expect(reminderSaid(before(30, 'start'), task, reader)).toBe('30 min before the start')
  })
})
