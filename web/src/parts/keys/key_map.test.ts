import { describe, expect, it } from 'vitest'
import type { Act } from '../../acts/act.ts'
import { bindingsOf, conflictsOf, isSingle, keyOf, keysOf, textOf, together } from './key_map.ts'

const act = (id: string, ...keys: string[]): Act => ({
  id,
  section: 'task',
  title: () => id,
  keys,
  run: () => undefined,
})
const AT_FIRST = { keys: {}, singleKeys: true }
const press = (key: string, held = {}) =>
  keyOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, false)

describe('keys of acts', () => {
  it('are the person’s own where they changed them, none included', () => {
    const complete = act('task.complete', 'e')
    expect(keysOf(complete, AT_FIRST)).toEqual(['e'])
    expect(keysOf(complete, { ...AT_FIRST, keys: { 'task.complete': ['w'] } })).toEqual(['w'])
    expect(keysOf(complete, { ...AT_FIRST, keys: { 'task.complete': [] } })).toEqual([])
  })

  it('follow the direction of writing, unless they are the person’s own', () => {
    const indent = act('task.indent', 'Alt+ArrowRight', 'i')
    expect(keysOf(indent, AT_FIRST, true)).toEqual(['Alt+ArrowLeft', 'i'])
    const own = { ...AT_FIRST, keys: { 'task.indent': ['ArrowRight'] } }
    expect(keysOf(indent, own, true)).toEqual(['ArrowRight'])
  })

  it('are only those with Ctrl, Alt or no character when single keys are off', () => {
    const undo = act('app.undo', '$mod+z', 'z', 'Delete', 'Alt+ArrowUp', 'g i', '[Shift]+?')
    expect(keysOf(undo, { keys: {}, singleKeys: false })).toEqual([
      '$mod+z',
      'Delete',
      'Alt+ArrowUp',
    ])
  })

  it('stand for several acts where they share one, in the order of acts', () => {
    const [complete, reopen] = [act('complete', 'e'), act('reopen', 'E')]
    expect(bindingsOf([complete, reopen], AT_FIRST)).toEqual([
      { key: 'e', acts: [complete, reopen] },
    ])
  })
})

it.each([
  ['e', true],
  ['Shift+e', true],
  ['[Shift]+?', true],
  ['g i', true],
  ['$mod+k', false],
  ['Alt+ArrowUp', false],
  ['Enter', false],
  ['Space', false],
])('%s is a single key: %s', (key, single) => {
  expect(isSingle(key)).toBe(single)
})

describe('conflicts', () => {
  const [labels, goLabel, move] = [act('labels', 'l'), act('go', 'g l'), act('move', 'v')]
  const all = [labels, goLabel, move]

  it('are named where another act has the same keys, however they are written', () => {
    expect(conflictsOf(move, 'L', all, AT_FIRST)).toEqual([labels])
  })
  it('are named where a key begins a row of keys, and the other way round', () => {
    expect(conflictsOf(move, 'g', all, AT_FIRST)).toEqual([goLabel])
    expect(conflictsOf(goLabel, 'v x', all, AT_FIRST)).toEqual([move])
  })
  it('are none between acts that share a key at first, and with keys that were taken away', () => {
    const reopen = act('reopen', 'v')
    expect(conflictsOf(move, 'v', [...all, reopen], AT_FIRST)).toEqual([])
    expect(conflictsOf(move, 'l', all, { ...AT_FIRST, keys: { labels: [] } })).toEqual([])
  })
})

it.each([
  ['e', {}, 'e'],
  ['E', { shiftKey: true }, 'Shift+e'],
  ['?', { shiftKey: true }, '[Shift]+?'],
  ['1', {}, '[Shift]+1'],
  ['k', { ctrlKey: true }, '$mod+k'],
  ['ArrowUp', { altKey: true, shiftKey: true }, 'Alt+Shift+ArrowUp'],
  [' ', {}, 'Space'],
  ['Shift', { shiftKey: true }, null],
  ['Dead', {}, null],
])('a press of %j is written as it is read', (key, held, text) => {
  expect(press(key, held)).toBe(text)
})

it('calls Ctrl and ⌘ by their own names on a Mac', () => {
  const held = { key: 'k', altKey: false, shiftKey: false }
  expect(keyOf({ ...held, ctrlKey: false, metaKey: true }, true)).toBe('$mod+k')
  expect(keyOf({ ...held, ctrlKey: true, metaKey: false }, true)).toBe('Control+k')
})

it('changes keys together that are one key to the person', () => {
  const [complete, reopen, other] = [act('complete', 'e'), act('reopen', 'e'), act('other')]
  const all = [complete, reopen, other, act('none')]
  expect(together(reopen, all)).toEqual([complete, reopen])
  expect(together(other, all)).toEqual([other])
})

it.each([
  ['$mod+k', false, 'Ctrl+K'],
  ['$mod+Shift+z', true, '⌘⇧Z'],
  ['g i', false, 'G then I'],
  ['[Shift]+?', false, '?'],
  ['Alt+ArrowUp', false, 'Alt+↑'],
])('%s is shown as people write it', (key, isMac, text) => {
  expect(textOf(key, isMac)).toBe(text)
})
