import { describe, expect, it } from 'vitest'
import { mayNest, placeAfter, positionsAt, projectRows, unfolded } from './project_tree.ts'

const project = (id: string, parent_id: string | null = null, more = {}) => ({
  id,
  parent_id,
  user_id: 'me',
  archived: false,
  ...more,
})
/** Placements in the order of the letters. */
const placed = (ids: string) => [...ids].map((id, i) => ({ id, position: `a${i}` }))

const ALL = [project('a'), project('b'), project('c', 'b'), project('d', 'c'), project('e')]
const PLACED = placed('abcde')
const ROWS = projectRows(ALL, PLACED, 'inbox')
const shown = (rows: typeof ROWS) => rows.map((row) => '-'.repeat(row.depth) + row.project.id)

describe('the tree', () => {
  it('has each level in the person’s order, what is nested below its parent', () => {
    expect(shown(ROWS)).toEqual(['a', 'b', '-c', '--d', 'e'])
    expect(shown(projectRows(ALL, placed('ebacd'), 'inbox'))).toEqual(['e', 'b', '-c', '--d', 'a'])
  })
  it('leaves out the Inbox, what is archived, and what one is not in', () => {
    const all = [...ALL, project('inbox'), project('x', null, { archived: true }), project('y')]
    expect(
      shown(
        projectRows(all, [...PLACED, ...placed('x'), { id: 'inbox', position: 'a9' }], 'inbox'),
      ),
    ).toEqual(shown(ROWS))
  })
  it('shows at the top what is nested in a project that is not shown', () => {
    const all = [project('c', 'gone'), project('a')]
    expect(shown(projectRows(all, placed('ac'), 'inbox'))).toEqual(['a', 'c'])
  })
  it('shows all of a circle that two devices made, too', () => {
    const all = [project('a', 'b'), project('b', 'a'), project('c')]
    expect(shown(projectRows(all, placed('abc'), 'inbox')).sort()).toEqual(['a', 'b', 'c'])
  })
  it('hides what lies in a folded one, at any depth', () => {
    expect(shown(unfolded(ROWS, new Set(['b'])))).toEqual(['a', 'b', 'e'])
  })
})

describe('steps', () => {
  it.each([
    ['b', 'up', { parent: null, index: 0 }],
    ['b', 'down', { parent: null, index: 2 }],
    ['a', 'up', null],
    ['e', 'down', null],
    ['e', 'in', { parent: 'b', index: 1 }],
    ['a', 'in', null],
    ['c', 'out', { parent: null, index: 2 }],
    ['d', 'out', { parent: 'b', index: 1 }],
    ['a', 'out', null],
  ] as const)('of %s %s', (id, step, place) => {
    expect(placeAfter(ROWS, id, step)).toEqual(place)
  })
  it('nest in no project of somebody else', () => {
    const rows = projectRows(
      [project('a', null, { user_id: 'ann' }), project('b')],
      placed('ab'),
      'i',
    )
    expect(placeAfter(rows, 'b', 'in')).toBeNull()
    expect(mayNest(rows, 'b', 'a')).toBe(false)
  })
})

it('nests no project in itself or in what is nested in it', () => {
  expect(mayNest(ROWS, 'b', 'd')).toBe(false)
  expect(mayNest(ROWS, 'b', 'b')).toBe(false)
  expect(mayNest(ROWS, 'b', 'e')).toBe(true)
  expect(mayNest(ROWS, 'd', null)).toBe(true)
})

it('writes one position for a move, between its new neighbours', () => {
  const written = positionsAt(ROWS, PLACED, 'e', { parent: null, index: 1 })
  expect([...written.keys()]).toEqual(['e'])
  expect(written.get('e')! > 'a0' && written.get('e')! < 'a1').toBe(true)
})
