import { expect, test } from 'vitest'
import {
  WEEK_STARTS,
  addDays,
  addMonths,
  addWeeks,
  dateOf,
  dayNumber,
  dayText,
  daysBetween,
  isDay,
  monthGrid,
  numberOf,
  startOfWeek,
  weekOf,
  weekdayOf,
} from './calendar.ts'

test('the calendar agrees with Date on every day of four hundred years', () => {
  const wrong: string[] = []
  for (let number = numberOf(1900, 1, 1); number < numberOf(2300, 1, 1); number++) {
    const date = new Date(number * 86_400_000)
    const text = date.toISOString().slice(0, 10)
    const weekday = (date.getUTCDay() + 6) % 7
    if (dayText(number) !== text || dayNumber(text) !== number || weekdayOf(text) !== weekday) {
      wrong.push(text)
    }
  }
  expect(wrong).toEqual([])
})

test('the calendar reaches from the first year to the last', () => {
  expect(dateOf(numberOf(1, 1, 1))).toEqual([1, 1, 1])
  expect(addDays('0001-01-01', -1)).toBe('0001-01-01')
  expect(addDays('9999-12-31', 1)).toBe('9999-12-31')
  expect(addMonths('9999-12-31', 1)).toBe('9999-12-31')
  expect(addMonths('0001-01-15', -1)).toBe('0001-01-01')
})

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2026-01-01', -13, '2024-12-01'],
])('%s and %i months', (day, months, sum) => {
  expect(addMonths(day, months)).toBe(sum)
})

test('days and weeks are added and counted', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addWeeks('2026-03-01', -1)).toBe('2026-02-22')
  expect(daysBetween('2026-03-01', '2026-02-28')).toBe(-1)
})

test('weeks begin on the day that the settings say', () => {
  expect(startOfWeek('2026-11-21', WEEK_STARTS.monday)).toBe('2026-11-16')
  expect(startOfWeek('2026-11-21', WEEK_STARTS.saturday)).toBe('2026-11-21')
  expect(weekOf('2026-11-21', WEEK_STARTS.sunday)).toEqual([
    '2026-11-15',
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
  ])
})

test('a month is shown in whole weeks', () => {
  const days = (day: string, start: 0 | 5 | 6) => {
    const weeks = monthGrid(day, start)
    return [weeks.length, weeks[0]![0], weeks.at(-1)!.at(-1)]
  }
  expect(days('2026-02-14', 6)).toEqual([4, '2026-02-01', '2026-02-28'])
  expect(days('2026-11-21', 0)).toEqual([6, '2026-10-26', '2026-12-06'])
  expect(days('2026-05-01', 5)).toEqual([6, '2026-04-25', '2026-06-05'])
})

test.each([
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-00-10', false],
  ['2026-04-31', false],
  ['0000-01-01', false],
  ['2026-1-01', false],
])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is)
})
