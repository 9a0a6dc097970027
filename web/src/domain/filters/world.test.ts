import { expect, test } from 'vitest'
import german from '../../messages/de/filters.ts'
import english from '../../messages/en/filters.ts'
import type { Member, Placement, Project, Section, Task } from '../../sync/records.ts'
import { faultInWords } from './faults.ts'
import { isFault, parseFilter } from './parsing.ts'
import { namesIn, relationsOf } from './world.ts'

const project = (id: string, parent_id: string | null = null) =>
  ({ id, name: id, parent_id, archived: id === 'old' }) as Project
const placement = (id: string, role: Placement['role']) => ({ id, role }) as Placement
const member = (id: string, project_id: string, name: string | null, email: string | null) =>
  ({ id, project_id, name, email }) as Member

const names = namesIn(
  {
    projects: [project('inbox'), project('old'), project('mine', 'inbox'), project('theirs')],
    placements: [
      placement('inbox', 'owner'),
      placement('old', 'owner'),
      placement('mine', 'owner'),
      placement('theirs', 'viewer'),
    ],
    sections: [{ id: 's', name: 'Later', project_id: 'mine' } as Section],
    members: [
      member('me', 'mine', 'Ann', null),
      member('bob', 'mine', null, 'bob@example.org'),
      member('bob', 'old', null, 'bob@example.org'),
      member('eve', 'old', null, null),
    ],
    inboxId: 'inbox',
  },
  'me',
)

test('projects know what they are to the person', () => {
  const told = (is: 'isInbox' | 'isShared' | 'isArchived') =>
    names.projects.filter((one) => one[is]).map(({ id }) => id)
  expect(told('isInbox')).toEqual(['inbox'])
  expect(told('isShared')).toEqual(['old', 'mine', 'theirs'])
  expect(told('isArchived')).toEqual(['old'])
  expect(names.projects[2]!.parent_id).toBe('inbox')
})

test('people are known by name, or else by address, each once', () => {
  expect(names.people).toEqual([
    { id: 'me', name: 'Ann' },
    { id: 'bob', name: 'bob@example.org' },
  ])
  expect(names.sections.map(({ name }) => name)).toEqual(['Later'])
})

test('tasks wait for open ones only', () => {
  const task = (id: string, completed: boolean, blocked_by: string[], parent_id: string | null) =>
    ({ id, completed, blocked_by, parent_id }) as Task
  const first = task('1', false, ['2', '3'], null)
  const second = task('2', false, [], '1')
  const third = task('3', true, ['2'], null)
  const fourth = task('4', false, ['3'], null)
  const { waits, isAwaited, hasSubtasks, hasComments } = relationsOf(
    [first, second, third, fourth],
    [{ task_id: '2' }],
  )
  expect([first, second, third, fourth].map(waits)).toEqual([true, false, true, false])
  expect([first, second, third, fourth].map(isAwaited)).toEqual([false, true, true, false])
  expect([first, second].map(hasSubtasks)).toEqual([true, false])
  expect([first, second].map(hasComments)).toEqual([false, true])
})

test('a fault is told in the language of the person', () => {
  const fault = parseFilter('😀 & todayy')
  expect(isFault(fault)).toBe(true)
  if (!isFault(fault)) return
  expect(fault).toEqual({ at: 0, code: 'missingQuotesOfText', expected: 'term' })
  expect(faultInWords(fault, german)).toBe(
    'hier muss ein Ausdruck wie today, @Label, #Projekt, p1 oder "Text" stehen; Text braucht Anführungszeichen',
  )
  const slip = parseFilter('due: tomorow')
  if (!isFault(slip)) throw new Error('it is a slip')
  expect(faultInWords(slip, german)).toContain('; meinst du „tomorrow“?')
  expect(english.atCharacter(6, faultInWords(slip, english))).toMatch(/^At character 6: a day such/)
})
