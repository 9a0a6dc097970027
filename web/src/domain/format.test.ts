import { expect, test } from 'vitest'
import {
  formatAgo,
  formatClock,
  formatDate,
  formatDay,
  formatDistance,
  formatDue,
  formatMoment,
  formatMonth,
  monthName,
  speakDue,
  weekdayNames,
} from './format.ts'

const now = Date.parse('2026-11-30T22:30:00Z')
const english = { now, zone: 'Europe/London', locale: 'en-GB' }
const german = { now, zone: 'Europe/Berlin', locale: 'de' }

test.each([
  ['2026-11-30', 'today', 'heute'],
  ['2026-12-01', 'tomorrow', 'morgen'],
  ['2026-11-29', 'yesterday', 'gestern'],
  ['2026-12-02', 'Wednesday', 'Mittwoch'],
  ['2026-12-06', 'Sunday', 'Sonntag'],
  ['2026-12-07', '7 Dec', '7. Dez.'],
  ['2026-11-28', '28 Nov', '28. Nov.'],
  ['2027-01-03', '3 Jan 2027', '3. Jan. 2027'],
])('%s is %s, %s', (day, inEnglish, inGerman) => {
  expect(formatDay(day, '2026-11-30', 'en-GB')).toBe(inEnglish)
  expect(formatDay(day, '2026-11-30', 'de')).toBe(inGerman)
})

test('a due date is told on the clock of its reader', () => {
  expect(formatDue('2026-12-01', english)).toBe('tomorrow')
  expect(formatDue('2026-12-01T09:00:00', german)).toBe('morgen 09:00')
  expect(formatDue('2026-11-30T23:30:00Z', english)).toBe('today 23:30')
  expect(formatDue('2026-11-30T23:30:00Z', german)).toBe('morgen 00:30')
  expect(formatDue('2026-11-30T23:30:00Z', { ...english, zone: 'Pacific/Kiritimati' })).toBe(
    'today 13:30',
  )
  expect(formatDue('2026-11-30T23:30:00Z', { ...english, zone: 'Etc/GMT+12' })).toBe('today 11:30')
})

test('a screen reader hears the distance, the day and the time', () => {
  expect(speakDue('2026-12-03T09:00:00', english)).toMatch(
    /^in 3 days, Thursday,? 3 December 2026, 09:00$/,
  )
  expect(speakDue('2026-11-28', german)).toBe('vorgestern, Samstag, 28. November 2026')
})

test.each([
  ['2026-11-30', 'today'],
  ['2026-12-13', 'in 13 days'],
  ['2026-12-14', 'in 2 weeks'],
  ['2026-11-16', '2 weeks ago'],
  ['2026-10-30', '4 weeks ago'],
])('%s is %s', (day, said) => {
  expect(formatDistance(day, '2026-11-30', 'en-GB')).toBe(said)
})

test.each([
  ['2026-11-30T22:29:31Z', 'now'],
  ['2026-11-30T22:29:00Z', '1 minute ago'],
  ['2026-11-30T20:31:00Z', '1 hour ago'],
  ['2026-11-29T22:30:00Z', 'yesterday'],
  ['2026-11-22T22:30:00Z', 'last week'],
  ['2026-12-01T01:30:00.123456Z', 'in 3 hours'],
  ['2025-11-30T22:30:00Z', 'last year'],
])('%s was %s', (moment, said) => {
  expect(formatAgo(moment, now, 'en-GB')).toBe(said)
})

test('names of days and months come in the order and the length that is asked for', () => {
  expect(weekdayNames('en', 6)).toEqual(['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'])
  expect(weekdayNames('de', 0, 'long')[5]).toBe('Samstag')
  expect(monthName(3, 'de')).toBe('März')
  expect(formatMonth('2026-12-24', 'de')).toBe('Dezember 2026')
  expect(formatDate('2026-12-03', 'de')).toBe('Donnerstag, 3. Dezember 2026')
})

test('times of day follow the language', () => {
  expect(formatClock('09:05', 'en-GB')).toBe('09:05')
  expect(formatClock('21:05', 'en-US').replace(/\s/, ' ')).toBe('9:05 PM')
  expect(formatMoment('2026-12-03T08:00:00.5Z', 'Europe/Berlin', 'de')).toBe(
    '3. Dezember 2026 um 09:00',
  )
})
