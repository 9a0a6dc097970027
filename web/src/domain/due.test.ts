import { describe, expect, test } from 'vitest'
import text from '../../../tests/phrases/dates.json?raw'
import { addDays } from './calendar.ts'
import { dueText, parseDue, readDue } from './dates.ts'
import {
  clockOf,
  compareDue,
  comparedWith,
  dayBounds,
  dayOf,
  isOverdue,
  moveToDay,
  postponed,
  sortedByDue,
  today,
  untilTomorrow,
} from './due.ts'
import { firstShown, toInstant, toLocal } from './zones.ts'

interface Cases {
  texts: [text: string, canonical: string | null][]
  walls: [zone: string, wall: string, stands: string, first: string][]
  moments: [zone: string, moment: string, wall: string, day: string][]
  days: [zone: string, day: string, from: string, to: string][]
  overdue: [zone: string, due: string, now: number, overdue: boolean][]
  orders: [zone: string, groups: string[][]][]
}

const cases: Cases = JSON.parse(text)

const differing = <T>(all: readonly T[], agrees: (one: T) => boolean) =>
  all.filter((one) => !agrees(one))

const instant = (at: number) => dueText({ kind: 'instant', at })

describe('dates mean what they mean to the server', { timeout: 30_000 }, () => {
  test('the file has cases of every kind', () => {
    expect(cases.walls.length).toBeGreaterThan(1000)
    expect(new Set(cases.walls.map(([zone]) => zone)).size).toBeGreaterThan(20)
  })

  test.each(cases.texts)('%j is read', (text, canonical) => {
    const due = parseDue(text)
    expect(due && dueText(due)).toBe(canonical)
  })

  test('local times stand for one instant, and are first shown at one', () => {
    const wrong = differing(
      cases.walls,
      ([zone, wall, stands, first]) =>
        toInstant(wall, zone) === stands && instant(firstShown(readDue(wall).at, zone)) === first,
    )
    expect(wrong).toEqual([])
  })

  test('clocks show a time at an instant, and it is a day', () => {
    const wrong = differing(
      cases.moments,
      ([zone, moment, wall, day]) =>
        toLocal(moment, zone) === wall &&
        dayOf(moment, zone) === day &&
        comparedWith(day, zone)(moment) === 0 &&
        comparedWith(addDays(day, 1), zone)(moment) < 0 &&
        comparedWith(addDays(day, -1), zone)(moment) > 0 &&
        clockOf(moment, zone) === wall.slice(11, 16),
    )
    expect(wrong).toEqual([])
  })

  test('days begin and end', () => {
    const wrong = differing(
      cases.days,
      ([zone, day, from, to]) => dayBounds(day, zone).map(instant).join() === `${from},${to}`,
    )
    expect(wrong).toEqual([])
  })

  test('dates are overdue', () => {
    const wrong = differing(
      cases.overdue,
      ([zone, due, now, overdue]) => isOverdue(due, now, zone) === overdue,
    )
    expect(wrong).toEqual([])
  })

  test.each(cases.orders)('dates are in order in %s', (zone, groups) => {
    const tasks = groups.flat().map((due_date, id) => ({ id: String(id + 100), due_date }))
    const undated = { id: '0', due_date: null }
    expect(sortedByDue([undated, ...tasks.toReversed()], zone)).toEqual([...tasks, undated])
    const [first, second] = [groups[0]![0]!, groups[1]![0]!]
    expect(compareDue(first, second, zone)).toBe(-1)
    expect(compareDue(null, second, zone)).toBe(1)
    for (const group of groups) expect(compareDue(group[0]!, group.at(-1)!, zone)).toBe(0)
  })
})

describe('a date is moved to another day', () => {
  const zone = 'Europe/Berlin'

  test.each([
    [null, '2026-12-05', '2026-12-05'],
    ['2026-12-01', '2026-12-05', '2026-12-05'],
    ['2026-12-01T09:00:00', '2026-12-05', '2026-12-05T09:00:00'],
    ['2026-12-01T08:00:00.000500Z', '2026-12-05', '2026-12-05T08:00:00.000500Z'],
    ['2026-10-24T07:00:00Z', '2026-10-26', '2026-10-26T08:00:00Z'], // nine o'clock stays nine
    ['2026-12-01T23:30:00Z', '2026-12-02', '2026-12-01T23:30:00Z'], // where it lies already
    ['2026-10-25T01:30:00Z', '2026-10-25', '2026-10-25T01:30:00Z'], // shown for the second time
    ['2026-03-28T01:30:00Z', '2026-03-29', '2026-03-29T01:30:00Z'], // half past two is skipped
  ])('%s to %s', (due, day, moved) => {
    expect(moveToDay(due, day, zone)).toBe(moved)
  })

  test('by days', () => {
    expect(postponed('2026-12-01T23:30:00Z', 1, zone)).toBe('2026-12-02T23:30:00Z')
    expect(postponed('2026-12-31', 1, zone)).toBe('2027-01-01')
  })
})

test('today ends when the day of the zone does', () => {
  const now = Date.parse('2026-03-28T22:30:00Z')
  expect(today(now, 'Europe/Berlin')).toBe('2026-03-28')
  expect(untilTomorrow(now, 'Europe/Berlin')).toBe(30 * 60_000)
  expect(untilTomorrow(now, 'Asia/Beirut')).toBe(22.5 * 3_600_000) // a day of 23 hours
})

test.each(['2026-12-01', '2026-12-01T23:00:00'])('%s lies on its day wherever one is', (date) => {
  const lies = ['2026-12-02', '2026-12-01', '2026-11-30'].map((day) =>
    comparedWith(day, 'Pacific/Kiritimati')(date),
  )
  expect(lies).toEqual([-1, 0, 1])
})

test('a zone that the browser does not know is read as UTC', () => {
  expect(dayOf('2026-12-01T23:30:00Z', 'Mars/Olympus')).toBe('2026-12-01')
})
