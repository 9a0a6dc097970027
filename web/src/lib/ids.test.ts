import { expect, test } from 'vitest'
import { newId, newName } from './ids.ts'

test('an id is a UUIDv7 of its moment', () => {
  const id = newId(0x0123456789ab)
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(newId(1) < newId(2)).toBe(true)
})

test('ids and names are all different, of the letters that are wanted', () => {
  expect(new Set(Array.from({ length: 1000 }, () => newId(7))).size).toBe(1000)
  expect(new Set(Array.from({ length: 1000 }, () => newName())).size).toBe(1000)
  expect(newName()).toMatch(/^[0-9A-Za-z]{8}$/)
  expect(newName(3)).toHaveLength(3)
})
