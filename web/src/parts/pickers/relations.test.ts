import { describe, expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { possibleBlockers, possibleParents } from './relations.ts'

const task = (id: string, more: Partial<Task> = {}) =>
  ({
    id,
    project_id: 'home',
    parent_id: null,
    blocked_by: [],
    completed: false,
    ...more,
  }) as unknown as Task
const ids = (tasks: Task[]) => tasks.map(({ id }) => id)
const mine = (project: string) => (project === 'theirs' ? 'bob' : 'me')

describe('possible parents', () => {
  const house = task('house')
  const room = task('room', { parent_id: 'house' })
  const wall = task('wall', { parent_id: 'room' })
  const shed = task('shed')
  const all = [house, room, wall, shed, task('done', { completed: true })]

  test('are no tasks nested in the task, nor itself', () => {
    expect(ids(possibleParents(all, [house]))).toEqual(['shed'])
    expect(ids(possibleParents(all, [wall]))).toEqual(['house', 'room', 'shed'])
  })

  test('are in the same project', () => {
    expect(possibleParents(all, [task('far', { project_id: 'work' })])).toEqual([])
    expect(possibleParents(all, [house, task('far', { project_id: 'work' })])).toEqual([])
  })
})

describe('possible blockers', () => {
  const paint = task('paint', { blocked_by: ['buy'] })
  const buy = task('buy')
  const dry = task('dry', { blocked_by: ['paint'] })
  const all = [paint, buy, dry, task('bobs', { project_id: 'theirs' })]

  test('do not wait for the task, however far', () => {
    expect(ids(possibleBlockers(all, [buy], mine))).toEqual([])
    expect(ids(possibleBlockers(all, [paint], mine))).toEqual(['buy'])
    expect(ids(possibleBlockers(all, [dry], mine))).toEqual(['paint', 'buy'])
  })

  test('are shown when done already, so that they can be taken away', () => {
    const done = task('buy', { completed: true })
    expect(ids(possibleBlockers([paint, done], [paint], mine))).toEqual(['buy'])
  })
})
