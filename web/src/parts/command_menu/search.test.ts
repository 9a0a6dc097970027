import { describe, expect, it } from 'vitest'
import { foundIn, searching } from './search.ts'

const TEXTS = [
  'Buy milk',
  'Milk the cows',
  'Call Zoë about the café',
  'Straße kehren',
  'Купить молоко',
  'Write report',
]
const found = (query: string) => searching(TEXTS)(query).map((at) => TEXTS[at])

describe('search', () => {
  it.each([
    ['milk', ['Milk the cows', 'Buy milk']],
    ['cafe zoe', ['Call Zoë about the café']],
    ['rep', ['Write report']],
    ['молоко', ['Купить молоко']],
    ['STRASSE', []],
    ['straße', ['Straße kehren']],
    ['  ', []],
    ['zzz', []],
    ['.*', []],
    ['(', []],
  ])('finds %j', (query, texts) => {
    expect(found(query).sort()).toEqual([...texts].sort())
  })

  it('puts what begins with the words first', () => {
    expect(found('milk')[0]).toBe('Milk the cows')
  })

  it('finds among 20,000 texts in less than a frame or two', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `Task number ${i} of the great plan`)
    const find = searching(many)
    find('warm')
    const begun = performance.now()
    expect(find('number 19999')).toEqual([19_999])
    expect(performance.now() - begun).toBeLessThan(250)
  })
})

it('puts recent ones first among what fits best, and leaves the others in their order', () => {
  const items = ['a one', 'b one', 'c one'].map((text, i) => ({ key: `act/${i}`, text }))
  const names = foundIn(items, () => [0, 1, 2], 'one', ['act/2', 'act/9', 'act/1'])
  expect(names.map(({ key }) => key)).toEqual(['act/2', 'act/1', 'act/0'])
})
