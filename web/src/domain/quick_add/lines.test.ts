import { describe, expect, test } from 'vitest'
import { asOneLine, hasBreaks, isSeveral, linesOf } from './lines.ts'

const nested = (text: string) =>
  linesOf(text).map(({ text, parent }) => (parent === null ? text : [text, parent]))

describe('pasted lines', () => {
  test('are a task each, without empty ones', () => {
    expect(nested('Milk\r\n\r\n  \nBread\n')).toEqual(['Milk', 'Bread'])
  })

  test('that are indented are part of the one above', () => {
    expect(nested('Trip\n  Pack\n    Socks\n  Tickets\nHome')).toEqual([
      'Trip',
      ['Pack', 0],
      ['Socks', 1],
      ['Tickets', 0],
      'Home',
    ])
    expect(nested('Trip\n\tPack\n\t\tSocks')).toEqual(['Trip', ['Pack', 0], ['Socks', 1]])
  })

  test('that are less indented again are part of what they stand below', () => {
    expect(nested('    A\n        B\n      C\n  D')).toEqual(['A', ['B', 0], ['C', 0], 'D'])
  })

  test('lose the marks of lists and boxes', () => {
    expect(nested('- [ ] Milk\n* [x] Bread\n• Eggs\n  – [] white ones')).toEqual([
      'Milk',
      'Bread',
      'Eggs',
      ['white ones', 2],
    ])
  })

  test('lose numbers where all have them', () => {
    expect(nested('1. Milk\n2) Bread')).toEqual(['Milk', 'Bread'])
    expect(nested('1. Mai feiern\nBread')).toEqual(['1. Mai feiern', 'Bread'])
  })

  test('keep signs that are no marks', () => {
    expect(nested('+Anna call\n-5 degrees\n#Home')).toEqual(['+Anna call', '-5 degrees', '#Home'])
  })

  test('of a mark alone are none', () => {
    expect(nested('-\n- Milk')).toEqual(['Milk'])
    expect(nested('- [ ] \n- Milk')).toEqual(['Milk'])
  })

  test('are nested 50 deep at most', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${' '.repeat(i)}x`).join('\n')
    expect(Math.max(...linesOf(lines).map(({ depth }) => depth))).toBe(49)
  })
})

test('one line is not several, however it ends', () => {
  expect(isSeveral('Milk\n\n')).toBe(false)
  expect(isSeveral('Milk')).toBe(false)
  expect(hasBreaks('Milk\n')).toBe(true)
  expect(hasBreaks('Milk')).toBe(false)
  expect(isSeveral('Milk\nBread')).toBe(true)
  expect(asOneLine(' Milk \n\tBread\n')).toBe('Milk Bread')
})
