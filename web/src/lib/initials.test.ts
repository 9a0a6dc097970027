import { expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

it.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Ada King von Lovelace', 'AL'],
  ['  ', '?'],
  [null, '?'],
  ['ada.lovelace@example.org', 'A'],
  ['Émile Zola', 'ÉZ'],
  ['𝒜da', '𝒜'],
])('%s is %s', (name, letters) => {
  expect(initialsOf(name)).toBe(letters)
})
