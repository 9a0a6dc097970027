import { describe, expect, test } from 'vitest'
import { begunAt, completed, storedBody, typedText } from './mentions.ts'

const ann = { id: '01a1ff60-72bb-7844-b789-f3ec32b0ba1b', name: 'Ann' }
const lee = { id: '02a1ff60-72bb-7844-b789-f3ec32b0ba1b', name: 'Ann Lee' }

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

  test('is completed in place', () => {
    const { text, caret } = completed('ask @an please', 7, { start: 4, query: 'an' }, ann)
    expect(text).toBe('ask @Ann please')
    expect(text.slice(caret)).toBe('please')
  })
})

describe('a comment', () => {
  test('is stored with ids, and typed without', () => {
    const body = `ask @[Ann](person:${ann.id}), please`
    expect(storedBody('ask @Ann, please', [ann])).toBe(body)
    expect(typedText(body)).toEqual({ text: 'ask @Ann, please', people: [ann] })
  })

  test('means the longest name that is there', () => {
    expect(storedBody('@Ann Lee and @Ann', [ann, lee])).toBe(
      `@[Ann Lee](person:${lee.id}) and @[Ann](person:${ann.id})`,
    )
  })

  test('mentions nobody by a part of a word or of an address', () => {
    expect(storedBody('@Anna, ann@Ann', [ann])).toBe('@Anna, ann@Ann')
    expect(storedBody('plain', [])).toBe('plain')
  })

  test('means whom one chose, of two with one name', () => {
    const other = { ...lee, name: 'Ann' }
    expect(storedBody('@Ann', [other, ann])).toContain(other.id)
  })

  test('has no brackets in a name', () => {
    expect(storedBody('@Ann home', [{ ...ann, name: 'Ann [home]' }])).toBe(
      `@[Ann home](person:${ann.id})`,
    )
  })
})
