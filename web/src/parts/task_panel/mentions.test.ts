import { describe, expect, test } from 'vitest'
import { begunAt, mentioned } from './mentions.ts'

describe('a mention that is begun', () => {
  test('follows an @ at the beginning of a word', () => {
    expect(begunAt('ask @an', 7)).toEqual({ start: 4, query: 'an' })
    expect(begunAt('@', 1)).toEqual({ start: 0, query: '' })
    expect(begunAt('(@Åsa', 5)).toEqual({ start: 1, query: 'Åsa' })
  })

  test('ends with a space, and is none within an address', () => {
    expect(begunAt('ask @an ', 8)).toBeNull()
    expect(begunAt('ann@example', 11)).toBeNull()
  })

  test('is at the caret, not at the end of the text', () => {
    expect(begunAt('@bo and more', 3)).toEqual({ start: 0, query: 'bo' })
  })
})

describe('a mention that is chosen', () => {
  const ann = { id: '01a1ff60-72bb-7844-b789-f3ec32b0ba1b', name: 'Ann' }

  test('takes the place of what was typed', () => {
    const { text, caret } = mentioned('ask @an please', 7, { start: 4, query: 'an' }, ann)
    expect(text).toBe(`ask @[Ann](person:${ann.id}) please`)
    expect(text.slice(caret)).toBe('please')
  })

  test('has no brackets in the name', () => {
    const odd = { ...ann, name: 'Ann [home]' }
    expect(mentioned('@', 1, { start: 0, query: '' }, odd).text).toContain('@[Ann  home](person:')
  })
})
