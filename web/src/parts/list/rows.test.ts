import { describe, expect, test } from 'vitest'
import type { Task } from '../../sync/records.ts'
import { landingAt, landingEdits, rowsWithout } from './drop.ts'
import { grouping, groupOf, OVERDUE, valuesUnder, type Known } from './groups.ts'
import { comparing, inOrder, type Sorted } from './order.ts'
import { rowsOf, type ListInput, type Row, type TaskRow } from './rows.ts'

const ZONE = 'Europe/Berlin'
const KNOWN: Known = {
  today: '2026-11-21',
  zone: ZONE,
  sections: ['s1', 's2'],
  projects: ['p', 'q'],
  labels: ['home', 'work'],
  people: [],
}

let made = 0

function task(id: string, values: Partial<Task> = {}): Task {
  made++
  return {
    noun: 'task',
    id,
    title: id,
    project_id: 'p',
    section_id: null,
    parent_id: null,
    position: `a${String.fromCharCode(48 + made)}`,
    completed: false,
    completed_at: null,
    status: 'todo',
    priority: null,
    due_date: null,
    labels: [],
    assignee_ids: [],
    created_at: '2026-11-01T00:00:00Z',
    ...values,
  } as Task
}

function list(tasks: Task[], more: Partial<ListInput> = {}): Row[] {
  made = 0
  return [
    ...rowsOf({
      tasks,
      groups: grouping('none', KNOWN),
      compare: comparing('manual', ZONE, 'en'),
      folded: new Set(),
      held: new Map(),
      done: false,
      canAdd: false,
      ...more,
    }).rows,
  ]
}

/** A list as a person sees it: a line each, nested ones indented. */
function drawn(rows: Row[]): string[] {
  return rows.map((row) => {
    if (row.kind === 'task') return '  '.repeat(row.depth) + row.task.id
    if (row.kind === 'heading') return `# ${row.group.value ?? '-'} ${row.count}`
    if (row.kind === 'repeat') return `~ ${row.task.id} ${row.due}`
    return row.kind === 'done' ? `done ${row.count}` : '+'
  })
}

describe('rows', () => {
  test('nested tasks stand under theirs, in order, and can be folded', () => {
    const tasks = [
      task('b', { position: 'a2' }),
      task('a', { position: 'a1' }),
      task('a2', { parent_id: 'a', position: 'a9' }),
      task('a1', { parent_id: 'a', position: 'a5' }),
      task('a11', { parent_id: 'a1' }),
      task('stray', { parent_id: 'not here', position: 'a3' }),
    ]
    expect(drawn(list(tasks))).toEqual(['a', '  a1', '    a11', '  a2', 'b', 'stray'])
    expect(drawn(list(tasks, { folded: new Set(['a']) }))).toEqual(['a', 'b', 'stray'])
  })

  test('sections stand in their order also when empty, and what has none is first', () => {
    const tasks = [task('x', { section_id: 's2' }), task('y'), task('z', { section_id: 'gone' })]
    const groups = grouping('section', KNOWN)
    expect(drawn(list(tasks, { groups, canAdd: true }))).toEqual([
      ...['y', 'z', '+', '# s1 0', '+', '# s2 1', 'x', '+'],
    ])
    expect(drawn(list(tasks, { groups, folded: new Set(['section:s2']) }))).toEqual([
      ...['y', 'z', '# s1 0', '# s2 1'],
    ])
  })

  test('a task with two labels stands twice, under keys of its own', () => {
    const rows = list([task('x', { labels: ['work', 'home'] }), task('y')], {
      groups: grouping('label', KNOWN),
    })
    expect(drawn(rows)).toEqual(['# home 1', 'x', '# work 1', 'x', '# - 1', 'y'])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
  })

  test('what is late comes first, then day after day, and repeats to come stand on theirs', () => {
    const x = task('x', { due_date: '2026-11-23' })
    const tasks = [
      task('undated'),
      x,
      task('late', { due_date: '2026-11-20T23:30:00' }),
      task('instant', { due_date: '2026-11-21T23:30:00Z' }),
    ]
    const repeats = new Map([['2026-11-24', [{ task: x, due: '2026-11-24' }]]])
    const groups = grouping('date', KNOWN, ['2026-11-21', '2026-11-22'])
    expect(drawn(list(tasks, { groups, repeats }))).toEqual([
      ...['# overdue 1', 'late', '# 2026-11-21 0', '# 2026-11-22 1', 'instant'],
      ...['# 2026-11-23 1', 'x', '# 2026-11-24 0', '~ x 2026-11-24', '# - 1', 'undated'],
    ])
  })

  test('what is done is out of sight, counted, and shown latest first when wanted', () => {
    const tasks = [
      task('open'),
      task('sub', { parent_id: 'open', completed: true, completed_at: '2026-11-05' }),
      task('old', { completed: true, completed_at: '2026-11-02' }),
      task('new', { completed: true, completed_at: '2026-11-20' }),
    ]
    expect(drawn(list(tasks))).toEqual(['open', 'done 2'])
    expect(drawn(list(tasks, { done: true }))).toEqual(['open', '  sub', 'done 2', 'new', 'old'])
  })

  test('what was just closed stays in its place for a moment', () => {
    const before = task('b', { due_date: '2026-11-21', position: 'a2' })
    const after = { ...before, completed: true, due_date: '2026-12-01' }
    const tasks = [task('a', { position: 'a1', due_date: '2026-11-21' }), after]
    const rows = list(tasks, {
      held: new Map([['b', before]]),
      groups: grouping('date', KNOWN),
      alwaysHeadings: true,
    })
    expect(drawn(rows)).toEqual(['# 2026-11-21 2', 'a', 'b'])
    expect((rows[2] as TaskRow).leaving).toBe(true)
    expect((rows[2] as TaskRow).task.completed).toBe(true)
  })

  test('the order before helps, and never misleads', () => {
    const tasks = [
      task('c', { position: 'a3' }),
      task('a', { position: 'a1' }),
      task('b', { position: 'a2' }),
    ]
    const compare = comparing('manual', ZONE, 'en')
    const options = { groups: grouping('none', KNOWN), compare, folded: new Set<string>() }
    const input = { ...options, held: new Map(), done: false, canAdd: false }
    const { sorted } = rowsOf({ ...input, tasks })
    expect(sorted.order.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    const changed = [task('d', { position: 'a0' }), { ...tasks[1]!, position: 'a9' }, tasks[0]!]
    const again = rowsOf({ ...input, tasks: changed, before: sorted }).sorted.order
    expect(again.map(({ id }) => id)).toEqual(['d', 'c', 'a'])
    expect(again[2]!.position).toBe('a9')
  })

  test('tasks are numbered through', () => {
    const rows = list([task('a'), task('b', { section_id: 's1' }), task('c', { parent_id: 'b' })], {
      groups: grouping('section', KNOWN),
    })
    expect(rows.flatMap((row) => (row.kind === 'task' ? [row.number] : []))).toEqual([1, 2, 3])
  })
})

describe('order', () => {
  const order = (tasks: Task[], ...how: Parameters<typeof comparing>) =>
    [...tasks].sort(comparing(...how)).map(({ id }) => id)

  test('soonest: days, times before whole days, priority, then by hand', () => {
    const tasks = [
      task('none'),
      task('day', { due_date: '2026-11-21' }),
      task('day high', { due_date: '2026-11-21', priority: 'high' }),
      task('at ten', { due_date: '2026-11-21T10:00:00' }),
      task('at nine', { due_date: '2026-11-21T08:00:00Z', priority: 'low' }),
      task('yesterday', { due_date: '2026-11-20' }),
    ]
    expect(order(tasks, 'soonest', ZONE, 'en')).toEqual([
      ...['yesterday', 'at nine', 'at ten', 'day high', 'day', 'none'],
    ])
  })

  test('titles by the language, numbers by their value, and turned round', () => {
    const tasks = [task('Zoo'), task('äpfel'), task('Page 10'), task('page 9')]
    expect(order(tasks, 'title', ZONE, 'de')).toEqual(['äpfel', 'page 9', 'Page 10', 'Zoo'])
    expect(order(tasks, 'title', ZONE, 'de', true)).toEqual(['Zoo', 'Page 10', 'page 9', 'äpfel'])
  })
})

describe('sorting again', () => {
  const compare = comparing('manual', ZONE, 'en')
  // No randomness of the machine's: a test that fails must fail again.
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below

  test('gives what sorting anew gives, whatever has changed', () => {
    let tasks = Array.from({ length: 40 }, (_, i) => task(`t${i}`, { position: `a${random(90)}` }))
    let sorted: Sorted | undefined
    for (let round = 0; round < 300; round++) {
      const order = inOrder(tasks, compare, sorted)
      expect(order).toEqual([...tasks].sort(compare))
      sorted = { given: tasks, order }
      const next = [...tasks]
      for (let change = random(4); change > 0; change--) {
        const at = random(next.length)
        const kind = random(4)
        if (kind === 0) next.splice(at, 1)
        else if (kind === 1)
          next.splice(at, 0, task(`n${round}-${change}`, { position: `a${random(90)}` }))
        else if (kind === 2) next[at] = { ...next[at]!, position: `a${random(90)}` }
        else next.push(next.splice(at, 1)[0]!)
      }
      tasks = next
    }
  })
})

describe('dropping', () => {
  const tasks = [
    task('a', { position: 'a1' }),
    task('a1', { parent_id: 'a', position: 'a1' }),
    task('b', { position: 'a2' }),
    task('c', { position: 'a3', section_id: 's1' }),
  ]
  const rows = list(tasks, { groups: grouping('section', KNOWN) })
  const row = (id: string) => rows.find((each) => each.key === id) as TaskRow
  const drop = (id: string, at: number, depth: number, isManual = true) => {
    const landing = landingAt(rowsWithout(rows, new Set([id])), at, depth)!
    const edits = landingEdits([row(id)], landing, { isManual, ...KNOWN })
    return { landing, set: edits.find((edit) => edit.id === id)?.set }
  }

  test('rows without a task are without what is nested in it', () => {
    expect(drawn(rowsWithout(rows, new Set(['a'])))).toEqual(['b', '# s1 1', 'c', '# s2 0'])
  })

  test('a task lands before another one, at the depth of what follows', () => {
    const { set, landing } = drop('b', 0, 5)
    expect(landing).toMatchObject({ depth: 0, index: 0, parent: null })
    expect(Object.keys(set!)).toEqual(['position'])
    expect((set!['position'] as string) < 'a1').toBe(true)
  })

  test('dragged to the right it is nested in what stands above', () => {
    const under = drop('b', 2, 1)
    expect(under.landing).toMatchObject({ depth: 1, index: 1 })
    expect(under.set).toMatchObject({ parent_id: 'a', project_id: 'p', section_id: null })
    expect(drop('b', 2, 2).set).toMatchObject({ parent_id: 'a1' })
  })

  test('dragged to the left it leaves what it was nested in', () => {
    const { set } = drop('a1', 2, 0)
    expect(set).toMatchObject({ parent_id: null })
    expect((set!['position'] as string) > 'a2').toBe(true)
  })

  test('in another group it takes that group on, also where nothing is', () => {
    expect(drop('b', 4, 0).set).toMatchObject({ section_id: 's1' })
    expect(drop('b', 5, 0).set).toMatchObject({ section_id: 's2' })
    expect(drop('c', 0, 0).set).toMatchObject({ section_id: null })
  })

  test('where the order is not by hand, no place is kept', () => {
    expect(drop('b', 0, 0, false).set).toBeUndefined()
    expect(drop('b', 4, 0, false).set).toEqual({ section_id: 's1' })
  })

  test('a group says what a task becomes', () => {
    const timed = task('t', { due_date: '2026-11-20T09:00:00', labels: ['home', 'x'] })
    const date = (value: string | null) =>
      valuesUnder(groupOf('date', value), timed, undefined, KNOWN)
    expect(date('2026-11-25')).toEqual({ due_date: '2026-11-25T09:00:00' })
    expect(date(null)).toEqual({ due_date: null })
    expect(date(OVERDUE)).toEqual({})
    const home = groupOf('label', 'home')
    expect(valuesUnder(groupOf('label', 'work'), timed, home, KNOWN)).toEqual({
      'labels/work': true,
      'labels/home': false,
    })
    expect(valuesUnder(groupOf('label', null), timed, home, KNOWN)).toEqual({
      'labels/home': false,
      'labels/x': false,
    })
    expect(valuesUnder(groupOf('priority', 'high'), timed, undefined, KNOWN)).toEqual({
      priority: 'high',
    })
  })
})
