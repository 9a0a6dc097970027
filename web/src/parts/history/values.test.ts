import { expect, test } from 'vitest'
import { partsOf, shortened, valueText, type Wording } from './values.ts'

const wording: Wording = {
  date: (written) => `on ${written}`,
  name: (id, field) => (id === 's' ? `${field} Beds` : undefined),
  option: (value) => ({ high: 'High' })[value],
  other: (value, field) => `${field} ${String(value)}`,
}

test.each([
  ['due_date', '2026-12-01', 'on 2026-12-01'],
  ['deadline', '2026-12-01T09:00:00', 'on 2026-12-01T09:00:00'],
  ['start_date', 'some day', 'some day'],
  ['section_id', 's', 'section_id Beds'],
  ['section_id', 'gone', undefined],
  ['priority', 'high', 'High'],
  ['priority', 'a later one', 'a later one'],
  ['duration_minutes', 0, 'duration_minutes 0'],
  ['archived', false, 'archived false'],
  ['title', '', null],
  ['due_date', null, null],
  ['section_id', undefined, null],
])('%s: %s is told as %s', (field, value, told) => {
  expect(valueText(field, value, wording)).toBe(told)
})

test('an element may have slashes of its own', () => {
  expect(partsOf('labels/home/garden')).toEqual(['labels', 'home/garden'])
  expect(partsOf('title')).toEqual(['title', undefined])
})

test('a text is told by its first line, and by 60 characters of that, emoji whole', () => {
  expect(shortened('Milk\nand bread')).toBe('Milk')
  expect(shortened('🥛'.repeat(60))).toBe('🥛'.repeat(60))
  expect(shortened('🥛'.repeat(61))).toBe(`${'🥛'.repeat(59)}…`)
})
