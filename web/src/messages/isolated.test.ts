import { expect, it } from 'vitest'
import { isolating } from './isolated.ts'

const messages = isolating({
  plain: 'Done',
  area: { joined: (name: string, n: number) => `“${name}” has ${n}` },
  people: (names: string[]) => names.join(', '),
})

it('leaves names alone that turn nothing', () => {
  expect(messages.plain).toBe('Done')
  expect(messages.area.joined('Gärtchen', 2)).toBe('“Gärtchen” has 2')
})

it('sets names apart that are written the other way', () => {
  expect(messages.area.joined('גינה', 2)).toBe('“\u2068גינה\u2069” has 2')
  expect(messages.people(['Ann', 'حديقة'])).toBe('Ann, \u2068حديقة\u2069')
})

it('takes signs away that would turn what follows, or end being apart', () => {
  expect(messages.area.joined('a\u2069\u202egnp.exe', 1)).toBe('“\u2068agnp.exe\u2069” has 1')
})
