import { expect, it } from 'vitest'
import { weekStartOf } from './week_start.ts'

it.each([
  ['de-DE', 'monday'],
  ['en-GB', 'monday'],
  ['en-US', 'sunday'],
  ['ar-EG', 'saturday'],
])('weeks of %s begin on %s', (tag, day) => {
  expect(weekStartOf(tag)).toBe(day)
})
