import { describe, expect, test } from 'vitest'
import { knownOf } from './known.ts'
import { LINE_MAX, parse, type Asked } from './parse.ts'

const INBOX = 'inbox'
const known = knownOf({
  projects: [
    { id: 'home', name: 'Home' },
    { id: 'work', name: 'Work' },
    { id: 'shed', name: 'Garden shed' },
  ],
  sections: [
    { id: 'home-later', name: 'Later', project_id: 'home' },
    { id: 'work-later', name: 'Later', project_id: 'work' },
    { id: 'work-next', name: 'Next up', project_id: 'work' },
  ],
  people: [
    { id: 'anna', name: 'Anna', project_id: 'home' },
    { id: 'anna', name: 'Anna', project_id: 'work' },
    { id: 'bob', name: 'Bob', project_id: 'work' },
  ],
  labels: [{ name: 'errand' }],
})

// Wednesday, 10:00 in Berlin.
const asked: Asked = {
  now: Date.parse('2027-01-20T09:00:00Z'),
  timeZone: 'Europe/Berlin',
  language: 'en',
  known,
  projectId: INBOX,
}

describe('names', () => {
  test('become ids', () => {
    const { task, unknown } = parse('Paint #home /next UP +bob @Errand p1', asked)
    expect(task).toEqual({
      title: 'Paint /next UP +bob',
      project_id: 'home',
      labels: ['errand'],
      priority: 'high',
    })
    expect(unknown).toEqual([
      { kind: 'section', name: 'Next up' },
      { kind: 'assignee', name: 'Bob' },
    ])
  })

  test('of sections and people belong to the project that is named', () => {
    const { task } = parse('Paint #work /later +bob', asked)
    expect(task).toEqual({
      title: 'Paint',
      project_id: 'work',
      section_id: 'work-later',
      assignee_ids: ['bob'],
    })
  })

  test('of sections lead into their project, that of the list before others', () => {
    expect(parse('Paint /later', asked).task.section_id).toBe('home-later')
    const within = parse('Paint /later +bob', { ...asked, projectId: 'work' })
    expect(within.task).toMatchObject({ section_id: 'work-later', assignee_ids: ['bob'] })
  })

  test('that stand for nothing stay text, and are told', () => {
    const { task, unknown, spans } = parse('Paint #Cellar /Shelf tomorrow', asked)
    expect(task).toEqual({ title: 'Paint #Cellar /Shelf', due_date: '2027-01-21' })
    expect(unknown).toEqual([
      { kind: 'project', name: 'Cellar' },
      { kind: 'section', name: 'Shelf' },
    ])
    expect(spans.map(({ kind }) => kind)).toEqual(['date'])
  })

  test('that stand for nothing give way to the next one', () => {
    expect(parse('Paint #Cellar #Home', asked).task).toMatchObject({
      title: 'Paint #Cellar',
      project_id: 'home',
    })
  })

  test('that stand for nothing are told of ten, then left alone', () => {
    const line = Array.from({ length: 60 }, (_, i) => `#x${i}`).join(' ')
    const { task, unknown } = parse(`${line} tomorrow`, asked)
    expect(task).toEqual({ title: line, due_date: '2027-01-21' })
    expect(unknown.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, i) => `x${i}`))
  })

  test('of labels may be new, but not too long', () => {
    expect(parse('Paint @fresh', asked).task.labels).toEqual(['fresh'])
    const long = 'x'.repeat(61)
    expect(parse(`Paint @${long}`, asked).task).toEqual({ title: `Paint @${long}` })
  })
})

describe('dates', () => {
  test('are those of the clocks in the zone', () => {
    const late = { ...asked, now: Date.parse('2027-01-20T23:30:00Z') }
    expect(parse('Paint today', late).task.due_date).toBe('2027-01-21')
    expect(parse('Paint today', { ...late, timeZone: 'America/New_York' }).task.due_date).toBe(
      '2027-01-20',
    )
  })

  test('of a time alone are on the day whose list is shown, be it past', () => {
    const on = (day: string) => parse('Call 9am', { ...asked, day }).task.due_date
    expect(on('2027-02-03')).toBe('2027-02-03T09:00:00')
    expect(on('2027-01-04')).toBe('2027-01-04T09:00:00')
    expect(on('2027-01-20')).toBe('2027-01-21T09:00:00')
    expect(parse('Call 9am friday', { ...asked, day: '2027-02-03' }).task.due_date).toBe(
      '2027-01-22T09:00:00',
    )
    expect(parse('Call !9am', { ...asked, day: '2027-02-03' }).reminders).toEqual([
      { at: '2027-02-03T09:00:00' },
    ])
  })

  test('of a repetition begin on the day whose list is shown', () => {
    const on = (day: string) => parse('Gym every friday', { ...asked, day }).task.due_date
    expect(on('2027-02-03')).toBe('2027-02-05')
    expect(on('2027-01-04')).toBe('2027-01-22')
  })

  test('in the first language come before those in the other', () => {
    expect(parse('Party 5/6', asked).task.due_date).toBe('2027-05-06')
    expect(parse('Party 5/6', { ...asked, language: 'de' }).task.due_date).toBe('2027-06-05')
    expect(parse('Feier übermorgen', asked).task.due_date).toBe('2027-01-22')
  })
})

describe('what is refused', () => {
  test('stays text, by its place or kind', () => {
    const line = 'Call mom tomorrow p1'
    expect(parse(line, { ...asked, refused: [{ start: 9, end: 17 }] }).task).toEqual({
      title: 'Call mom tomorrow',
      priority: 'high',
    })
    expect(parse(line, { ...asked, refused: ['priority'] }).task.title).toBe('Call mom p1')
  })
})

describe('places', () => {
  test('are in UTF-16 units', () => {
    const line = '😀 party tomorrow 🎂'
    const [span] = parse(line, asked).spans
    expect(line.slice(span!.start, span!.end)).toBe('tomorrow')
  })
})

describe('a long line', () => {
  test('is a title up to 1,000 characters, and stands whole in the description', () => {
    const line = 'word '.repeat(390).trim()
    const { task } = parse(`${line} tomorrow // more`, asked)
    expect([...task.title]).toHaveLength(1000)
    expect(task.description).toBe(`${line}\n\nmore`)
    expect(task.due_date).toBe('2027-01-21')
  })

  test('is not read beyond the limit', () => {
    const line = '🎂'.repeat(LINE_MAX - 9) + ' tomorrow'
    expect(parse(line, asked).task.due_date).toBe('2027-01-21')
    expect(parse(`x${line}`, asked).task.due_date).toBeUndefined()
  })

  test.each(['1. ', 'every mon ', '"', '"a ', '{ ', '\\x ', '#Home ', '( ', 'in 9 ', '#x /y '])(
    'of %s is read at once',
    (unit) => {
      const line = unit.repeat(LINE_MAX).slice(0, LINE_MAX)
      parse(line, asked)
      const begun = performance.now()
      parse(line, asked)
      // Far above what was measured (6 ms), far below what a blow-up would take.
      expect(performance.now() - begun).toBeLessThan(150)
    },
  )
})
