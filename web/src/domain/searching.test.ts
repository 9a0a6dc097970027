import { expect, test } from 'vitest'
import { fold, highlights, parseQuery, pieces, rankOf, snippetOf, type Texts } from './searching.ts'

const query = (text: string) => parseQuery(text)!
const texts = (title: string, description = '', comments = ''): Texts => ({
  title: fold(title),
  description: fold(description),
  comments: fold(comments),
})

test('case and accents make no difference', () => {
  expect(fold('CAFÉ Straße ﬁx Ångström')).toBe('cafe strasse fix angstrom')
  expect(rankOf(query('strasse'), texts('Die Straße fegen'))).toBe(2)
  expect(rankOf(query('CAFÉ'), texts('cafe'))).toBe(1)
})

test('nothing to look for is no query', () => {
  expect(parseQuery('  ')).toBeNull()
  expect(query(' b  a b ').terms).toEqual(['b', 'a'])
})

test('titles go before descriptions, these before comments; each term has to be somewhere', () => {
  expect(rankOf(query('paint the'), texts('Paint the fence'))).toBe(1)
  expect(rankOf(query('fence pai'), texts('Paint the fence'))).toBe(2)
  expect(rankOf(query('ence'), texts('Paint the fence'))).toBe(3)
  expect(rankOf(query('fence blue'), texts('Paint the fence', 'in blue'))).toBe(4)
  expect(rankOf(query('fence blue'), texts('Paint the fence', '', 'no: blue'))).toBe(5)
  expect(rankOf(query('fence red'), texts('Paint the fence', 'blue', 'blue'))).toBeNull()
})

test('highlights are places in the text as it was typed', () => {
  expect(highlights('Straße zum Café', query('cafe strasse'))).toEqual([
    [0, 6],
    [11, 15],
  ])
  expect(highlights('👋 Çay', query('cay'))).toEqual([[3, 6]])
})

test('a term that begins a word is shown there only, and what touches is one', () => {
  expect(highlights('start art', query('art'))).toEqual([[6, 9]])
  expect(highlights('painting', query('pain painting'))).toEqual([[0, 8]])
})

test('a letter and its own accent mark are shown as one', () => {
  expect(highlights('Cafe\u0301 au lait', query('cafe'))).toEqual([[0, 5]])
})

test('a snippet is around what was found, and says where it was cut', () => {
  const long = `${'word '.repeat(60)}needle ${'word '.repeat(60)}`
  const { text, ranges } = snippetOf(long, query('needle'))!
  expect(text.startsWith('…word')).toBe(true)
  expect(text.endsWith('…')).toBe(true)
  expect(pieces(text, ranges)[1]).toBe('needle')
  expect(snippetOf('short needle', query('needle'))!.text).toBe('short needle')
  expect(snippetOf('nothing', query('needle'))).toBeNull()
})

test('pieces are in turn what was not found and what was', () => {
  expect(pieces('abcdef', [[1, 2]])).toEqual(['a', 'b', 'cdef'])
  expect(pieces('abc', [])).toEqual(['abc'])
})
