import { expect, it } from 'vitest'
import { cursorIn } from './paging.ts'

it.each([
  ['</api/trash?limit=2&cursor=a%2Bb>; rel="next"', 'a+b'],
  ['</api/trash>; rel="prev"', null],
  ['</api/trash>; rel="next"', null],
  ['', null],
  [null, null],
])('%s leads to %s', (link, cursor) => {
  expect(cursorIn(link)).toBe(cursor)
})
