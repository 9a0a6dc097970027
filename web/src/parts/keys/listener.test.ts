import { expect, it } from 'vitest'
import type { Act } from '../../acts/act.ts'
import { listening } from './listener.ts'

const act = (id: string): Act => ({ id, section: 'app', title: () => id, run: () => undefined })
const bindings = ['g t', 'g l', 'l', 't', '$mod+k'].map((key) => ({ key, acts: [act(key)] }))

function typing(now = { ms: 0 }) {
  const heard = listening(bindings, () => now.ms)
  return (key: string, held: string[] = []) => {
    const event = {
      key,
      code: `Key${key}`,
      getModifierState: (name: string) => held.includes(name),
    }
    return heard(event as unknown as KeyboardEvent)?.[0]?.id ?? null
  }
}

it('waits for the second key of a row, and does not do what that key means by itself', () => {
  const press = typing()
  expect(press('g')).toBeNull()
  expect(press('t')).toBe('g t')
  expect(press('t')).toBe('t')
})

it('has a row end with its last key', () => {
  const press = typing()
  press('g')
  press('t')
  expect(press('l')).toBe('l')
})

it('forgets the first key after a while', () => {
  const now = { ms: 0 }
  const press = typing(now)
  press('g')
  now.ms = 2000
  expect(press('t')).toBe('t')
})

it('takes a key that goes on with no row as a beginning', () => {
  const press = typing()
  press('g')
  expect(press('k', ['Control'])).toBe('$mod+k')
  expect(press('l')).toBe('l')
})

it('is not led astray by a modifier on the way', () => {
  const press = typing()
  press('g')
  expect(press('Shift', ['Shift'])).toBeNull()
  expect(press('t')).toBe('g t')
})

it('hears nothing in keys with other modifiers', () => {
  expect(typing()('l', ['Control'])).toBeNull()
})
