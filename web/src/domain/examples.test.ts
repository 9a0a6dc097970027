import { expect, it } from 'vitest'
import { exampleId } from './examples.ts'

const PERSON = '018f2f6e-7d4c-7c0e-8f21-7e9a4b5c6dff'

it('makes ids that are always the same, all different, and not the person’s', () => {
  const ids = Array.from({ length: 20 }, (_, n) => exampleId(PERSON, n))
  expect(ids).toEqual(Array.from({ length: 20 }, (_, n) => exampleId(PERSON, n)))
  expect(new Set([PERSON, ...ids]).size).toBe(21)
  for (const id of ids) expect(id).toMatch(/^018f2f6e-7d4c-7c0e-8f21-7e9a4b5c6d[0-9a-f]{2}$/)
})
