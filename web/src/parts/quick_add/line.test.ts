import { beforeEach, describe, expect, test, vi } from 'vitest'
import { setCurrent } from '../../state/current.svelte.ts'
import type { Engine } from '../../sync/engine.ts'
import type { Edit } from '../../sync/records.ts'
import { LineInTheMaking, type Where } from './line.svelte.ts'
import { NameInTheMaking } from './naming.svelte.ts'

const done: { label: string; edits: Edit[]; shown: boolean }[] = []
vi.mock('../../acts/edit.ts', () => ({
  edit: (label: string, edits: Edit[], { shown }: { shown: boolean }) =>
    done.push({ label, edits, shown }),
}))
vi.mock('../../state/session.svelte.ts', () => ({
  me: () => ({ inbox_id: 'inbox', person_id: 'me' }),
}))

const PROJECTS = ['Inbox', 'Home', 'Home improvements'].map((name, i) => {
  const id = ['inbox', 'home', 'improvements'][i]!
  return { noun: 'project', id, name, parent_id: null, archived: false, color: 'grey' }
})
const RECORDS: Record<string, { id: string }[]> = {
  project: PROJECTS,
  placement: PROJECTS.map(({ id }, i) => ({ id, role: 'owner', position: `a${i}` })),
  section: [{ id: 'later', name: 'Later', project_id: 'home', position: 'a0' } as { id: string }],
}

beforeEach(() => {
  done.length = 0
  const all = (noun: string) => RECORDS[noun] ?? []
  const get = (noun: string, id: string) => all(noun).find((record) => record.id === id)
  const replica = { all, get, subscribe: () => () => {} }
  setCurrent({ replica } as unknown as Engine)
})

const begun = (where: Where = { context: {} }) => new LineInTheMaking(() => where)
const kinds = (line: LineInTheMaking) => line.parsed.spans.map(({ kind }) => kind)
const madeOf = (edits: Edit[]) =>
  edits.map(({ noun, set }) => [noun, set?.['name'] ?? set?.['title']])

describe('a line', () => {
  test('is added as one step, and makes room for the next', () => {
    const line = begun()
    line.write('Paint #home p1')
    expect(line.save(true)).toBe(true)
    expect(done).toHaveLength(1)
    expect(done[0]).toMatchObject({ shown: true })
    expect(done[0]!.edits[0]!.set).toMatchObject({ title: 'Paint', project_id: 'home' })
    expect(line.text).toBe('')
    expect(line.added).toContain('Paint')
    line.write('x')
    expect(line.added).toBe('')
  })

  test('of dates and names alone is not added, and stays', () => {
    const line = begun()
    line.write('tomorrow #home')
    expect(line.save(false)).toBe(false)
    expect(done).toEqual([])
    expect(line.text).toBe('tomorrow #home')
  })

  test('keeps what was refused while it is written on, and forgets it with the next', () => {
    const line = begun()
    line.write('Paint p1')
    line.refuse(line.parsed.spans[0]!)
    line.write('Paint p1 tomorrow')
    expect(kinds(line)).toEqual(['date'])
    line.save(false)
    line.write('Paint p1')
    expect(kinds(line)).toEqual(['priority'])
  })

  test('can have a project and section made along', () => {
    const line = begun()
    line.write('Dig #Garden /Spring')
    expect(line.parsed.unknown.map(({ kind }) => kind)).toEqual(['project', 'section'])
    line.make(line.parsed.unknown[0]!)
    line.make(line.parsed.unknown[0]!)
    expect(line.parsed.unknown).toEqual([])
    line.save(false)
    expect(madeOf(done[0]!.edits)).toEqual([
      ['project', 'Garden'],
      ['section', 'Spring'],
      ['task', 'Dig'],
    ])
  })

  test('leaves out what comes from where it is written', () => {
    const line = begun({ context: { due_date: '2030-02-03', labels: ['a', 'b'], priority: 'low' } })
    for (const what of ['date', 'label:a', 'priority']) line.leaveOut(what)
    line.write('Paint')
    line.save(false)
    const { set } = done[0]!.edits[0]!
    expect(set).toEqual({ title: 'Paint', labels: ['b'] })
  })

  test('puts each new task behind the one before, between its neighbours', () => {
    const line = begun({ context: {}, between: [null, 'a0'] })
    for (const title of ['A', 'B', 'C']) {
      line.write(title)
      line.save(false)
    }
    line.paste('D\n  E\nF')
    line.saveSeveral()
    const positions = done.flatMap(({ edits }) => edits.map(({ set }) => set!['position']))
    const told = positions.filter((position) => position !== undefined)
    expect(told).toHaveLength(5)
    expect(told).toEqual([...told].sort())
    expect(told.at(-1)! < 'a0').toBe(true)
  })
})

describe('pasted lines', () => {
  test('are shown as the tasks that they become, and added as one step', () => {
    const line = begun()
    line.paste('- Trip friday\n  - Pack')
    expect(line.preview).toEqual([
      { depth: 0, title: 'Trip' },
      { depth: 1, title: 'Pack' },
    ])
    line.saveSeveral()
    expect(done).toHaveLength(1)
    expect(line.pasted).toBeNull()
  })

  test('that a line begins with are asked about', () => {
    expect(new LineInTheMaking(() => ({ context: {} }), 'a\nb').pasted?.lines).toHaveLength(2)
    expect(new LineInTheMaking(() => ({ context: {} }), 'a \n').text).toBe('a')
  })
})

describe('a name', () => {
  const press = (key: string) => ({ key }) as KeyboardEvent
  function naming(text: string) {
    const line = begun()
    line.write(text)
    const name = new NameInTheMaking(line)
    const { length } = text
    name.look({
      isConnected: true,
      selectionStart: length,
      selectionEnd: length,
    } as HTMLTextAreaElement)
    return name
  }

  test('is offered while it is written, and put in whole', () => {
    const name = naming('Paint #ho')
    expect(name.options.map((option) => option.name)).toEqual(['Home', 'Home improvements'])
    expect(name.press(press('Enter'))).toEqual({ line: 'Paint #Home ', caret: 12 })
    name.press(press('ArrowDown'))
    expect(name.press(press('Tab'))).toMatchObject({ line: 'Paint #Home improvements ' })
  })

  test('that is written in full is not taken unasked', () => {
    const name = naming('Paint #home')
    expect(name.options).toHaveLength(2)
    expect(name.active).toBe(-1)
    expect(name.press(press('Enter'))).toBe(false)
    expect(naming('Paint /later').options).toEqual([])
  })

  test('is not offered again once it was sent away', () => {
    const name = naming('Paint #ho')
    expect(name.press(press('Escape'))).toBe(true)
    expect(name.options).toEqual([])
    expect(name.press(press('Escape'))).toBe(false)
  })
})
