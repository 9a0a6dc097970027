/** What headings are called. */
import { formatDate, formatDay, formatDayOfYear } from '../../domain/format.ts'
import { daysBetween, type Day } from '../../domain/calendar.ts'
import { say } from '../../messages/say.svelte.ts'
import { members, projects, sections } from '../../state/records.svelte.ts'
import { me } from '../../state/session.svelte.ts'
import { OVERDUE, type Group } from './groups.ts'

/** Returns the name of a group; `aside` stands beside it in lighter letters. */
export function nameOf(
  { by, value }: Group,
  today: Day,
  locale: string,
): { name: string; aside: string } {
  if (by === 'date' && value !== null && value !== OVERDUE) return dayName(value, today, locale)
  return { name: plainName(by, value), aside: '' }
}

function plainName(by: Group['by'], value: string | null): string {
  switch (by) {
    case 'section':
      return (value !== null && sections.get(value)?.name) || say.lists.noSection
    case 'date':
      return value === OVERDUE ? say.lists.overdue : say.lists.undated
    case 'priority':
      return say.task.priorities[(value ?? 'none') as 'none']
    case 'label':
      return value ?? say.lists.noLabel
    case 'assignee':
      return value === null ? say.lists.nobody : personName(value)
    case 'project':
      if (value === me().inbox_id) return say.lists.inbox
      return (value !== null && projects.get(value)?.name) || say.lists.gone
    default:
      return ''
  }
}

/** A day near by has its name first, and its date beside it. */
function dayName(day: Day, today: Day, locale: string): { name: string; aside: string } {
  const full = formatDate(day, locale)
  const ahead = daysBetween(today, day)
  if (ahead < 0 || ahead > 6) return { name: full, aside: '' }
  const name = formatDay(day, today, locale)
  return {
    name: name.charAt(0).toLocaleUpperCase(locale) + name.slice(1),
    aside: formatDayOfYear(day, locale),
  }
}

function personName(id: string): string {
  return members.all.find((member) => member.id === id)?.name ?? say.lists.somebody
}
