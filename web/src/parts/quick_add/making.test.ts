import { describe, expect, test } from 'vitest'
import { knownOf } from '../../domain/quick_add/known.ts'
import { linesOf } from '../../domain/quick_add/lines.ts'
import { parse, type Asked } from '../../domain/quick_add/parse.ts'
import { makingLines, makingNamed, makingTask, parsedWhole, type Context } from './making.ts'

const asked: Asked = {
  now: Date.parse('2027-01-20T09:00:00Z'),
  timeZone: 'Europe/Berlin',
  language: 'en',
  known: knownOf({
    projects: [
      { id: 'home', name: 'Home' },
      { id: 'new', name: 'New' },
    ],
    sections: [
      { id: 'later', name: 'Later', project_id: 'home' },
      { id: 'shelf', name: 'Shelf', project_id: 'new' },
    ],
    people: [],
    labels: [],
  }),
  projectId: 'inbox',
}

const made = (line: string, context: Context = {}, position?: string) =>
  makingTask({ parsed: parse(line, asked), id: 't', context, position })
const fieldsOf = (line: string, context: Context = {}) => made(line, context)[0]!.set

describe('a task', () => {
  test('has what its line says', () => {
    expect(made('Call mom tomorrow p1 @phone', {}, 'a0')).toEqual([
      {
        noun: 'task',
        verb: 'create',
        id: 't',
        set: {
          title: 'Call mom',
          due_date: '2027-01-21',
          priority: 'high',
          labels: ['phone'],
          position: 'a0',
        },
      },
    ])
  })

  test('has its reminders', () => {
    const [, ...reminders] = made('Dentist tomorrow 9am !10 min before !8am')
    expect(reminders.map(({ noun, verb, set }) => [noun, verb, set])).toEqual([
      ['reminder', 'create', { task_id: 't', minutes_before: 10 }],
      ['reminder', 'create', { task_id: 't', at: '2027-01-21T08:00:00' }],
    ])
    expect(new Set(reminders.map(({ id }) => id)).size).toBe(2)
  })

  test('takes the rest from where it is written', () => {
    const context = { project_id: 'home', section_id: 'later', due_date: '2027-02-03' }
    expect(fieldsOf('Paint', { ...context, labels: ['diy'] })).toEqual({
      title: 'Paint',
      ...context,
      labels: ['diy'],
    })
    expect(fieldsOf('Paint tomorrow @DIY @wet', { labels: ['diy'] })).toMatchObject({
      due_date: '2027-01-21',
      labels: ['diy', 'wet'],
    })
    expect(fieldsOf('Paint', { parent_id: 'whole' })).toMatchObject({ parent_id: 'whole' })
    const told = { project_id: 'home', priority: 'low', assignee_ids: ['anna'] } as const
    expect(fieldsOf('Paint', told)).toMatchObject(told)
    expect(fieldsOf('Paint p1', told)).toMatchObject({ priority: 'high' })
    expect(fieldsOf('Paint p4', told)).toMatchObject({ priority: null })
    expect(fieldsOf('Paint #New', told)).not.toHaveProperty('assignee_ids')
  })

  test('goes where its line says, and there is part of nothing', () => {
    const context = { project_id: 'inbox', section_id: 'x', parent_id: 'whole' }
    expect(fieldsOf('Paint #Home', context)).toEqual({
      title: 'Paint',
      project_id: 'home',
      labels: [],
    })
    expect(fieldsOf('Paint /later', context)).toMatchObject({ section_id: 'later' })
    expect(fieldsOf('Paint #Home', { project_id: 'home', section_id: 'later' })).toMatchObject({
      section_id: 'later',
    })
  })
})

describe('several lines', () => {
  const several = (text: string, context: Context = {}, positions?: string[]) =>
    makingLines(linesOf(text), { asked, context, positions })

  test('make a task each, indented ones within those above', () => {
    const { edits, titles } = several('- Trip friday #Home\n  - Pack p1\n    - Socks\n- Rest')
    expect(titles).toEqual(['Trip', 'Pack', 'Socks', 'Rest'])
    const [trip, pack, socks, rest] = edits
    expect(trip!.set).toMatchObject({ due_date: '2027-01-22', project_id: 'home' })
    expect(pack!.set).toMatchObject({ parent_id: trip!.id, priority: 'high' })
    expect(socks!.set).toMatchObject({ parent_id: pack!.id })
    expect(rest!.set).toEqual({ title: 'Rest', labels: [] })
  })

  test('take context and places in order at their root only', () => {
    const { edits } = several('A\n  B\nC', { due_date: '2027-02-03' }, ['a0', 'a1'])
    expect(edits.map(({ set }) => [set!['position'], set!['due_date']])).toEqual([
      ['a0', '2027-02-03'],
      [undefined, undefined],
      ['a1', '2027-02-03'],
    ])
  })

  test('keep the name of a project as text where they are part of another', () => {
    expect(several('Trip\n  Pack #Home').titles).toEqual(['Trip', 'Pack #Home'])
  })

  test('of a date alone lose nothing', () => {
    expect(several('tomorrow\n#Home').titles).toEqual(['tomorrow', '#Home'])
    expect(parsedWhole('p1', asked).task).toEqual({ title: 'p1' })
  })
})

test('a project and section that are named before they are there are made first, if they are used', () => {
  const names = [
    { noun: 'section', id: 'shelf', name: 'Shelf', project_id: 'new' },
    { noun: 'project', id: 'new', name: 'New', project_id: '' },
    { noun: 'project', id: 'other', name: 'Other', project_id: '' },
  ] as const
  expect(makingNamed(names, made('Sort #New /Shelf'))).toEqual([
    { noun: 'project', verb: 'create', id: 'new', set: { name: 'New' } },
    { noun: 'section', verb: 'create', id: 'shelf', set: { name: 'Shelf', project_id: 'new' } },
  ])
  expect(makingNamed(names, made('Sort'))).toEqual([])
})
