import { expect, it } from 'vitest'
import { csvOf } from './csv.ts'

it('quotes what needs it and ends lines as the standard says', () => {
  expect(
    csvOf([
      ['a', 'b'],
      ['say "hi"', 'x,y'],
      ['two\nlines', ''],
    ]),
  ).toBe('\uFEFFa,b\r\n"say ""hi""","x,y"\r\n"two\nlines",\r\n')
})

it.each(['=1+1', '+49 30 1', '-1', '@SUM(A1)', '\t=1', '＝1+1', '\n=1'])(
  '%j is no formula',
  (text) => {
    const [first] = csvOf([[text]])
      .replace('\uFEFF', '')
      .replace(/^"/, '')
    expect(first).toBe("'")
  },
)

it('leaves words that hold such a sign alone', () => {
  expect(csvOf([['a=b', '1-2']])).toBe('\uFEFFa=b,1-2\r\n')
})
