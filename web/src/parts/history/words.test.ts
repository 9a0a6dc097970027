import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Entry, FieldChange } from '../../domain/deeds.ts'
import { joined } from '../../domain/deeds.ts'
import { speak, speakOfAll } from '../../messages/say.svelte.ts'
import { details, sentence, type Around } from './words.ts'

vi.stubGlobal('document', { documentElement: {} })

const names: Record<string, string> = { t: 'Paint the fence', p: 'Garden', u2: 'Bob', s: 'Beds' }
const around: Around = {
  reader: { now: Date.parse('2026-11-21T09:00:00Z'), zone: 'UTC', locale: 'en-GB' },
  nameOf: (id) => names[id],
  isOwn: (id) => id === 'u1',
}

function told(changes: Partial<FieldChange>[], rest: Partial<Entry> = {}) {
  const all = changes.map((each) => ({
    field: '*',
    before: null,
    after: null,
    lost: false,
    ...each,
  }))
  const entry = {
    number: 1,
    project_id: 'p',
    changed_at: '',
    person_id: 'u1',
    name: 'Ada',
    batch_id: 'b',
    undoes: null,
    noun: 'task',
    id: 't',
    changes: all,
    ...rest,
  }
  return joined([entry])[0]!
}

describe('in English', () => {
  beforeAll(() => Promise.all([speakOfAll(), speak('en')]))

  it.each([
    ['You added the task “Milk”', told([{ after: { title: 'Milk' } }])],
    [
      'Bob completed the task “Paint the fence”',
      told([{ field: 'status', before: 'todo', after: 'done' }], { person_id: 'u2', name: 'Bob' }),
    ],
    [
      'Somebody who has left deleted the section “Beds”',
      told([{ field: 'deleted_at', after: 'x' }], {
        person_id: null,
        name: null,
        noun: 'section',
        id: 's',
      }),
    ],
    [
      'You added a comment on “Paint the fence”',
      told([{ after: { body: 'Two coats', task_id: 't' } }], { noun: 'comment', id: 'c' }),
    ],
    ['Bob joined', told([{ after: { role: 'editor' } }], { noun: 'member', id: 'u2' })],
    [
      'You completed “Paint the fence” for today',
      told([{ after: { fate: 'done', slot: '2026-11-21', task_id: 't' } }], {
        noun: 'occurrence',
        id: 'o',
      }),
    ],
  ])('%s', (words, one) => {
    expect(sentence(one, around)).toBe(words)
  })

  it('tells leaving from being removed', () => {
    const gone = [{ before: { name: 'Bob', role: 'editor' } }]
    const rest = { noun: 'member', id: 'u2' }
    const left = told(gone, { ...rest, person_id: 'u2', name: 'Bob' })
    expect(sentence(left, around)).toBe('Bob left')
    expect(sentence(told(gone, rest), around)).toBe('You removed Bob')
  })

  it('counts what was one go', () => {
    const one = told([{ after: { title: 'Milk' } }])
    const [both] = joined([one.entries[0], { ...one.entries[0], id: 'x', number: 0 }])
    expect(sentence(both!, around)).toBe('You added the task “Milk” and 1 more')
    expect(details(both!, around)).toEqual([])
  })

  it('says what fields were and became', () => {
    const changes = [
      { field: 'title', before: 'Milk', after: 'Oat milk' },
      { field: 'due_date', before: null, after: '2026-11-22T09:00:00' },
      { field: 'priority', before: 'high', after: null },
      { field: 'labels/home/garden', before: false, after: true },
      { field: 'assignee_ids/u2', before: true, after: false },
      { field: 'section_id', before: null, after: 's' },
      { field: 'description', before: 'a', after: 'b' },
      { field: 'position', before: 'a', after: 'b' },
    ]
    expect(details(told(changes), around)).toEqual([
      'Title: Milk → Oat milk',
      'Due: tomorrow 09:00',
      'Priority: high → none',
      'Label: + home/garden',
      'Assigned: − Bob',
      'Section: Beds',
      'Description: rewritten',
    ])
  })
})

describe('in German', () => {
  beforeAll(() => Promise.all([speakOfAll(), speak('de')]))

  it.each([
    [
      'Du hast die Aufgabe „Paint the fence“ erledigt',
      told([{ field: 'status', before: 'todo', after: 'done' }]),
    ],
    [
      'Bob hat das Projekt „Garden“ geändert',
      told([{ field: 'color', before: 'red', after: 'blue' }], {
        person_id: 'u2',
        name: 'Bob',
        noun: 'project',
        id: 'p',
      }),
    ],
  ])('%s', (words, one) => {
    expect(sentence(one, around)).toBe(words)
  })
})
