import { expect, test } from 'vitest'
import type { Member } from '../../sync/records.ts'
import { peopleOf } from './people.ts'

const member = (id: string, project_id: string, name: string | null = id) =>
  ({ id, project_id, name, email: `${id}@example.org` }) as Member

test('people are those in all of the projects, oneself first', () => {
  const members = [
    member('zoe', 'home'),
    member('me', 'home'),
    member('bob', 'home'),
    member('me', 'work'),
    member('bob', 'work'),
  ]
  const inBoth = peopleOf(members, [{ project_id: 'home' }, { project_id: 'work' }], 'me')
  expect(inBoth.map(({ id }) => id)).toEqual(['me', 'bob'])
  const atHome = peopleOf(members, [{ project_id: 'home' }, { project_id: 'home' }], 'me')
  expect(atHome.map(({ id }) => id)).toEqual(['me', 'bob', 'zoe'])
})

test('who has no name is called by the e-mail address', () => {
  const [only] = peopleOf([member('bob', 'home', null)], [{ project_id: 'home' }], 'me')
  expect(only?.name).toBe('bob@example.org')
})
