import { expect, it } from 'vitest'
import type { Repeat, Task } from '../sync/records.ts'
import {
  changing,
  closing,
  completing,
  deleting,
  duplicating,
  movingTo,
  skipping,
  type Records,
} from './task_edits.ts'

const REPEAT = { rule: 'FREQ=DAILY', occurrence: '2026-11-21' } as Repeat
const task = (id: string, more: Partial<Task> = {}) =>
  ({
    noun: 'task',
    id,
    title: id,
    project_id: 'p',
    section_id: null,
    parent_id: null,
    position: `a${id}`,
    status: 'todo',
    completed: false,
    repeat: null,
    labels: [],
    ...more,
  }) as Task

function records(...all: Task[]): Records {
  const find = {
    of: (_: string, above: string) => all.filter((each) => each.parent_id === above),
    get: (_: string, id: string) => all.find((each) => each.id === id),
  }
  return find as unknown as Records
}

it('completes of a repeating task the occurrence that is shown', () => {
  const daily = task('1', { repeat: REPEAT })
  expect(completing([daily], records(daily))).toEqual([
    { noun: 'task', verb: 'complete', id: '1', set: { occurrence: '2026-11-21' } },
  ])
  expect(skipping([daily, task('2')])).toEqual([
    { noun: 'task', verb: 'skip', id: '1', set: { occurrence: '2026-11-21' } },
  ])
})

it('completes with a task what is open in it, each once, and ends series in it', () => {
  const all = [
    task('1'),
    task('2', { parent_id: '1' }),
    task('3', { parent_id: '2', repeat: REPEAT }),
    task('4', { parent_id: '1', status: 'done', completed: true }),
  ]
  const done = completing([all[0]!, all[1]!, all[2]!], records(...all))
  expect(done.map(({ id, verb, set }) => [id, verb, set])).toEqual([
    ['1', 'change', { status: 'done' }],
    ['2', 'change', { status: 'done' }],
    ['3', 'change', { status: 'done', repeat: null }],
  ])
})

it('leaves what is in a repeating task open, for the next time', () => {
  const all = [task('1', { repeat: REPEAT }), task('2', { parent_id: '1' })]
  expect(completing([all[0]!], records(...all)).map(({ id }) => id)).toEqual(['1'])
})

it('completes a series for good, and cancels with the series kept to be opened again', () => {
  const daily = task('1', { repeat: REPEAT })
  expect(closing([daily], 'done', records(daily))[0]!.set).toEqual({ status: 'done', repeat: null })
  expect(closing([daily], 'cancelled', records(daily))[0]!.set).toEqual({ status: 'cancelled' })
})

it('changes only tasks that are otherwise', () => {
  const edits = changing([task('1', { priority: 'high' }), task('2')], { priority: 'high' })
  expect(edits.map(({ id }) => id)).toEqual(['2'])
})

it('deletes what is nested with what it is nested in', () => {
  const all = [task('1'), task('2', { parent_id: '1' }), task('3', { parent_id: '2' }), task('4')]
  const gone = deleting([all[0]!, all[2]!, all[3]!], records(...all))
  expect(gone.map(({ id }) => id)).toEqual(['1', '4'])
})

it('moves tasks out of what they are nested in, in order, behind what is there', () => {
  const all = [
    task('1'),
    task('2', { parent_id: '1' }),
    task('3', { project_id: 'q', position: 'h00000000' }),
  ]
  const place = { project_id: 'q', section_id: 's' }
  const moved = movingTo(all.slice(0, 2), place, all, records(...all), 0)
  expect(moved).toHaveLength(1)
  expect(moved[0]!.set).toMatchObject({ ...place, parent_id: null })
  const both = movingTo([all[1]!, all[2]!], place, all, records(...all), 0)
  const [first, second] = both.map(({ set }) => String(set!['position']))
  expect(first! > 'h00000000' && second! > first!).toBe(true)
})

it('moves nothing that is there already', () => {
  const one = task('1')
  expect(movingTo([one], { project_id: 'p', section_id: null }, [one], records(one), 0)).toEqual([])
})

it('copies a task with what is nested in it, open again and under new ids', () => {
  const all = [
    task('1', { status: 'done', completed: true, labels: ['x'] }),
    task('2', { parent_id: '1' }),
  ]
  const [copy, nested] = duplicating([all[0]!, all[1]!], () => 'a5', records(...all))
  expect(copy!.set).toMatchObject({ title: '1', labels: ['x'], parent_id: null, position: 'a5' })
  expect(copy!.set).not.toHaveProperty('status')
  expect(nested!.set).toMatchObject({ title: '2', parent_id: copy!.id })
  expect(new Set([copy!.id, nested!.id, '1', '2']).size).toBe(4)
})
