import { describe, expect, test } from 'vitest'
import { placeAt } from './placing.ts'

const SCREEN = { width: 1280, height: 800 }
const SIZE = { width: 300, height: 400 }

describe('a box at an anchor', () => {
  test('goes below it, in line with its start', () => {
    const place = placeAt({ left: 100, top: 50, width: 80, height: 30 }, SIZE, SCREEN)
    expect(place).toEqual({ left: 100, top: 84, maxHeight: 708 })
  })

  test('is in line with its right end where one reads from right to left', () => {
    const place = placeAt({ left: 500, top: 50, width: 80, height: 30 }, SIZE, SCREEN, true)
    expect(place.left).toBe(280)
  })

  test('goes above it where there is more room', () => {
    const place = placeAt({ left: 100, top: 700, width: 80, height: 30 }, SIZE, SCREEN)
    expect(place.top).toBe(296)
  })

  test('does not leave the screen at the side', () => {
    expect(placeAt({ left: 1250, top: 9, width: 20, height: 9 }, SIZE, SCREEN).left).toBe(972)
    expect(placeAt({ left: -50, top: 9, width: 20, height: 9 }, SIZE, SCREEN).left).toBe(8)
  })

  test('lies over its anchor where neither side has room', () => {
    const low = { width: 1280, height: 420 }
    const place = placeAt({ left: 0, top: 200, width: 80, height: 30 }, SIZE, low)
    expect(place).toEqual({ left: 8, top: 8, maxHeight: 400 })
  })

  test('is cut only by the screen itself', () => {
    const tiny = { width: 320, height: 256 }
    const place = placeAt({ left: 0, top: 100, width: 80, height: 30 }, SIZE, tiny)
    expect(place).toEqual({ left: 8, top: 8, maxHeight: 240 })
  })
})
