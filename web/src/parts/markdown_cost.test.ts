import { expect, test } from 'vitest'
import { isTooHard } from './markdown_cost.ts'

const MOST = 65_536
const filled = (part: string) => part.repeat(Math.floor(MOST / part.length))

test.each([
  ['emphasis', '_a'],
  ['stars', '*'],
  ['quotes', '> '],
  ['quotes without a space', '>'],
  ['lists', '- '],
  ['numbers', '1. '],
  ['quotes and lists', '> - '],
])('%s to the end of a description are not read', (_, part) => {
  expect(isTooHard(filled(part))).toBe(true)
})

test('what follows many quotes counts: each of them reads it', () => {
  expect(isTooHard('>'.repeat(1_500) + filled('a '))).toBe(true)
})

test.each([
  ['prose', 'The quick brown fox. '],
  ['paragraphs', 'The **quick** _brown_ fox ~~sat~~.\n\n'],
  ['a long list', '- [ ] milk\n'],
  ['a list in a list', '- milk\n  - of *oats*\n'],
  ['quoted lines', '> > > She said no.\n'],
  ['lines across', '------\n\n'],
])('%s of the same length is read', (_, part) => {
  expect(isTooHard(filled(part))).toBe(false)
})
