import { expect, it } from 'vitest'
import { nameOf, offsetIn, zones } from './zones.ts'

const WINTER = Date.UTC(2026, 0, 15)

it('has what is chosen first, each zone once, and UTC', () => {
  const all = zones('Europe/Berlin', 'Mars/Olympus')
  expect(all.slice(0, 3)).toEqual(['Europe/Berlin', 'Mars/Olympus', 'UTC'])
  expect(new Set(all).size).toBe(all.length)
  expect(all.length).toBeGreaterThan(300)
  expect(all).toContain('Asia/Kolkata')
  expect(all).not.toContain('Asia/Calcutta')
})

it('reads well', () => {
  expect(nameOf('America/Argentina/San_Juan')).toBe('America / Argentina / San Juan')
})

it.each([
  ['Europe/Berlin', 'UTC+1'],
  ['Asia/Kolkata', 'UTC+5:30'],
  ['UTC', 'UTC+0'],
  ['Mars/Olympus', ''],
])('clocks in %s are at %s in winter', (zone, offset) => {
  expect(offsetIn(zone, WINTER, 'en-GB')).toBe(offset)
})
