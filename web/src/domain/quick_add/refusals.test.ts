import { expect, test } from 'vitest'
import { kept } from './refusals.ts'

const REFUSED = [{ start: 5, end: 13 }]

/** What is refused in `after`, once `before` had its `tomorrow` refused. */
function refusedIn(before: string, after: string): string[] {
  return kept(REFUSED, before, after).map(({ start, end }) => after.slice(start, end))
}

test.each([
  ['Call tomorrow', 'Call tomorrow then', ['tomorrow']],
  ['Call tomorrow', 'Call mom tomorrow', ['tomorrow']],
  ['Call tomorrow then', 'C tomorrow then', ['tomorrow']],
  ['Call tomorrow then', 'Call tomorrow', ['tomorrow']],
  ['Call tomorrow then', 'Call tomorrow and then', ['tomorrow']],
  ['Call tomorrow', 'Call tomorrows', []],
  ['Call tomorrow', 'Call tomorro', []],
  ['Call tomorrow', 'Call to-morrow', []],
  ['Call tomorrow', 'Call xtomorrow', []],
  ['Call tomorrow', '', []],
])('%j, then %j', (before, after, refused) => {
  expect(refusedIn(before, after)).toEqual(refused)
})
