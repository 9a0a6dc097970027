import { expect, test } from 'vitest'
import type { Entry } from '../../api/generated/types.gen.ts'
import words from '../../messages/en/task.ts'
import { sentencesOf, type Named } from './history.ts'

const named: Named = {
  words,
  date: (date) => date,
  span: (minutes) => `${minutes} min`,
  repeat: ({ rule }) => rule,
  person: (id) => (id === 'bob' ? 'Bob' : undefined),
  task: (id) => (id === 't2' ? 'Buy paint' : undefined),
  project: (id) => (id === 'home' ? 'Home' : undefined),
  section: () => undefined,
}
const said = (...changes: [field: string, before: unknown, after: unknown, lost?: boolean][]) =>
  sentencesOf(
    {
      name: 'Anna',
      changes: changes.map(([field, before, after, lost = false]) => ({
        field,
        before,
        after,
        lost,
      })),
    } as unknown as Entry,
    named,
  )

test('a field is set, changed and cleared', () => {
  expect(said(['due_date', null, '2026-12-01'])).toEqual(['Anna set the due date to 2026-12-01'])
  expect(said(['due_date', '2026-12-01', '2026-12-02'])).toEqual([
    'Anna changed the due date from 2026-12-01 to 2026-12-02',
  ])
  expect(said(['priority', 'high', null])).toEqual(['Anna cleared the priority (was High)'])
})

test('elements are added and taken off, by name where it is known', () => {
  expect(said(['labels/home/garden', false, true])).toEqual([
    'Anna added home/garden to the labels',
  ])
  expect(said(['assignee_ids/bob', true, false])).toEqual(['Anna took Bob off who does it'])
  expect(said(['blocked_by/t2', false, true], ['blocked_by/t9', false, true])).toEqual([
    'Anna added “Buy paint” to what it waits for',
    'Anna added another task to what it waits for',
  ])
})

test('a task is created, deleted, restored, completed and opened again', () => {
  expect(said(['*', null, { title: 'x' }])).toEqual(['Anna created the task'])
  expect(said(['deleted_at', null, 'now'])).toEqual(['Anna deleted the task'])
  expect(said(['deleted_at', 'then', null])).toEqual(['Anna restored the task'])
  expect(said(['status', 'todo', 'done'], ['completed', false, true])).toEqual([
    'Anna completed the task',
  ])
  expect(said(['status', 'done', 'todo'])).toEqual(['Anna opened the task again'])
})

test('a repeating task that goes on is told by its dates alone', () => {
  const repeat = (occurrence: string) => ({ rule: 'FREQ=WEEKLY', occurrence })
  expect(
    said(
      ['due_date', '2026-12-01', '2026-12-08'],
      ['repeat', repeat('2026-12-01'), repeat('2026-12-08')],
    ),
  ).toEqual(['Anna was done with 2026-12-01; it goes on to 2026-12-08'])
})

test('a move tells the project, not the place in it', () => {
  expect(
    said(['project_id', 'inbox', 'home'], ['section_id', 's', null], ['position', 'a', 'b']),
  ).toEqual(['Anna moved the task to Home'])
  expect(said(['position', 'a', 'b'])).toEqual(['Anna changed its place in the list'])
})

test('long texts are not repeated, titles are shortened', () => {
  expect(said(['description', 'a', 'b'])).toEqual(['Anna changed the description'])
  expect(said(['title', 'Milk', 'x'.repeat(80)])[0]).toMatch(/from “Milk” to “x{59}…”$/)
})

test('what lost against a later change is told so', () => {
  expect(said(['title', 'Milk', 'Oat milk', true])[0]).toMatch(/later change stands$/)
})

test('somebody who left is somebody', () => {
  const entry = { name: null, changes: [{ field: '*', before: null, after: {}, lost: false }] }
  expect(sentencesOf(entry as unknown as Entry, named)).toEqual(['Somebody created the task'])
})
