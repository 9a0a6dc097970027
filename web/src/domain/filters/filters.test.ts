import { describe, expect, test } from 'vitest'
import text from '../../../../tests/phrases/filters.json?raw'
import words from '../../messages/en/filters.ts'
import type { Task } from '../../sync/records.ts'
import type { Weekday } from '../calendar.ts'
import { faultInWords } from './faults.ts'
import { filterOf, matches } from './matching.ts'
import type { Names } from './names.ts'
import { isFault, parseFilter } from './parsing.ts'
import type { Tree } from './tree.ts'
import { relationsOf, type World } from './world.ts'

interface Cases {
  contexts: [now: string, zone: string, weekStart: Weekday][]
  me: string
  names: {
    projects: (Record<'id' | 'name', string> & { parent_id: string | null } & Record<
        'is_inbox' | 'is_shared' | 'is_archived',
        boolean
      >)[]
    sections: { id: string; name: string }[]
    people: { id: string; name: string }[]
  }
  commented: string[]
  tasks: Partial<Task>[]
  found: [text: string, ...places: number[][]][]
  read: [text: string, tree: Tree | string][]
}

const cases: Cases = JSON.parse(text)

const names: Names = {
  ...cases.names,
  projects: cases.names.projects.map(({ is_inbox, is_shared, is_archived, ...project }) => ({
    ...project,
    isInbox: is_inbox,
    isShared: is_shared,
    isArchived: is_archived,
  })),
}

const USUAL = {
  noun: 'task',
  section_id: null,
  parent_id: null,
  description: null,
  status: 'todo',
  completed: false,
  completed_at: null,
  priority: null,
  due_date: null,
  start_date: null,
  deadline: null,
  time_zone: null,
  repeat: null,
  duration_minutes: null,
  labels: [],
  assignee_ids: [],
  blocked_by: [],
  links: [],
  created_by: null,
  deleted_at: null,
} satisfies Partial<Task>

const tasks = cases.tasks.map((task) => ({ ...USUAL, ...task }) as Task)
const living = tasks.filter(({ deleted_at }) => deleted_at === null)
const relations = relationsOf(
  living,
  cases.commented.map((task_id) => ({ task_id })),
)
const worlds = cases.contexts.map(([now, zone, weekStart]): World => {
  return { now: Date.parse(now), zone, weekStart, me: cases.me, names, ...relations }
})

/** A tree, or what is said of a text that is none, as the server says it. */
function read(written: string, known: Names): Tree | string {
  const found = parseFilter(written, known)
  if (!isFault(found)) return found
  const said = faultInWords(found, words)
    .replace('; did you mean “', '; did you mean "')
    .replace('”?', '"?')
    .replace('this is no term; ', '')
  const place = found.at === null ? null : [...written.slice(0, found.at)].length + 1
  return place === null ? said : `at character ${place}: ${said}`
}

describe('filters mean what they mean to the server', { timeout: 30_000 }, () => {
  test('the file has cases enough', () => {
    expect(cases.found.length).toBeGreaterThan(800)
    expect(cases.read.filter(([, tree]) => typeof tree === 'string').length).toBeGreaterThan(500)
    const fates = cases.found.map(([, ...places]) => places.flat().length)
    expect(fates.filter((count) => count > 0).length).toBeGreaterThan(500)
  })

  test('texts are read, or refused at the same place with the same words', () => {
    const wrong = cases.read
      .map(([written, tree]) => [written, read(written, names), tree])
      .filter(([, ours, theirs]) => {
        if (typeof ours === 'string' || typeof theirs === 'string') return ours !== theirs
        return !sameTree(ours as Tree, theirs as Tree)
      })
    expect(wrong).toEqual([])
  })

  test('filters find tasks', () => {
    const wrong = cases.found.flatMap(([written, ...found]) => {
      const tree = parseFilter(written) as Tree
      return worlds.flatMap((world, i) => {
        const holds = filterOf(tree, world)
        const ours = tasks.flatMap((task, place) =>
          living.includes(task) && holds(task) ? [place] : [],
        )
        return ours.join() === found[i]!.join() ? [] : [[written, i, ours, found[i]]]
      })
    })
    expect(wrong).toEqual([])
  })

  test('one task is told as many are', () => {
    const tree = parseFilter('p1 | blocked') as Tree
    const [world] = worlds as [World]
    expect(living.filter((task) => matches(tree, task, world))).toEqual(
      living.filter(filterOf(tree, world)),
    )
  })
})

function sameTree(ours: Tree, theirs: Tree): boolean {
  try {
    expect(ours).toEqual(theirs)
    return true
  } catch {
    return false
  }
}
