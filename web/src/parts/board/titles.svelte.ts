/** What a column is called. */
import { formatDay } from '../../domain/format.ts'
import { say } from '../../messages/say.svelte.ts'
import { locale, todayHere } from '../../state/reader.svelte.ts'
import { members, sections } from '../../state/records.svelte.ts'
import { OVERDUE, type Group } from '../list/groups.ts'

export type Way = keyof typeof say.board.ways

/** The ways in which a board can be divided. */
export const WAYS: readonly Way[] = ['section', 'priority', 'label', 'assignee', 'date']

/** Returns the title of a column, in the person's language; reactive. */
export function titleOf({ by, value }: Group): string {
  if (value === null) return say.board.none[by as Way] ?? ''
  switch (by) {
    case 'section':
      return sections.get(value)?.name ?? say.lists.noSection
    case 'priority':
      return say.board.priorities[value] ?? value
    case 'assignee':
      return members.all.find(({ id }) => id === value)?.name ?? say.lists.somebody
    case 'date':
      return value === OVERDUE ? say.lists.overdue : formatDay(value, todayHere(), locale())
    default:
      return value
  }
}
