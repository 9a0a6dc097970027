import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const pairs = Object.fromEntries(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map((m) => [
    m[1],
    [m[2], m[3]],
  ]),
) as Record<string, [string, string]>

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const PAPERS = ['paper', 'paper-2', 'raised']
const TEXT = [
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'danger',
  'warning',
  'success',
  'today',
  'soon',
  'high',
  'medium',
  'low',
]
const SHAPES = ['edge', 'focus', ...Object.keys(pairs).filter((name) => name.startsWith('c-'))]

for (const [theme, name] of [['light'], ['dark']].map(([name], theme) => [theme, name] as const)) {
  test.each(PAPERS)(`text and shapes can be seen on %s in the ${name} theme`, (paper) => {
    const on = pairs[paper]![theme]!
    const weak = [
      ...TEXT.filter((ink) => contrast(pairs[ink]![theme]!, on) < 4.5),
      ...SHAPES.filter((shape) => contrast(pairs[shape]![theme]!, on) < 3),
    ]
    expect(weak).toEqual([])
  })
  test(`text can be read on coloured grounds in the ${name} theme`, () => {
    expect(contrast(pairs['accent-ink']![theme]!, pairs['accent']![theme]!)).toBeGreaterThanOrEqual(
      4.5,
    )
    expect(
      contrast(pairs['accent']![theme]!, pairs['accent-soft']![theme]!),
    ).toBeGreaterThanOrEqual(4.5)
    expect(
      contrast(pairs['danger']![theme]!, pairs['danger-soft']![theme]!),
    ).toBeGreaterThanOrEqual(4.5)
    expect(contrast(pairs['ink-2']![theme]!, pairs['paper-3']![theme]!)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(pairs['ink']![theme]!, pairs['mark']![theme]!)).toBeGreaterThanOrEqual(4.5)
  })
}
