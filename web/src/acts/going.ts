/** Acts that go somewhere. */
import Activity from '@lucide/svelte/icons/activity'
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import Inbox from '@lucide/svelte/icons/inbox'
import ListFilter from '@lucide/svelte/icons/list-filter'
import Search from '@lucide/svelte/icons/search'
import Settings from '@lucide/svelte/icons/settings'
import Sun from '@lucide/svelte/icons/sun'
import Tag from '@lucide/svelte/icons/tag'
import Target from '@lucide/svelte/icons/square-arrow-out-up-right'
import Trash from '@lucide/svelte/icons/trash'
import { say } from '../messages/say.svelte.ts'
import { openCommandMenu, type CommandScope } from '../state/command_menu.svelte.ts'
import { go, pathTo, type Route } from '../state/router.svelte.ts'
import { select } from '../state/selection.svelte.ts'
import { register, type Act } from './act.ts'
import { pathOf } from './tasks.ts'

type Going = Pick<Act, 'title' | 'icon' | 'keys' | 'words'>

/** Returns an act that goes to one of the places that there are once only. */
function to(name: Route['name'], act: Going): Act {
  return { ...act, id: `go.${name}`, section: 'go', run: () => leaveTo(pathTo(name)) }
}

/** Returns an act that asks to which place of a kind one wants to go. */
function among(scope: CommandScope, act: Going): Act {
  return { ...act, id: `go.${scope}`, section: 'go', run: () => openCommandMenu(scope) }
}

/** Goes to a path; what was selected is left behind. */
export function leaveTo(path: string): void {
  select([])
  go(path)
}

register(
  to('inbox', { title: () => say.commands.goInbox, icon: Inbox, keys: ['g i'] }),
  to('today', { title: () => say.commands.goToday, icon: Sun, keys: ['g t'] }),
  to('upcoming', { title: () => say.commands.goUpcoming, icon: CalendarDays, keys: ['g u'] }),
  among('project', { title: () => say.commands.goProject, icon: FolderOpen, keys: ['g p'] }),
  among('label', { title: () => say.commands.goLabel, icon: Tag, keys: ['g l'] }),
  among('filter', { title: () => say.commands.goFilter, icon: ListFilter, keys: ['g f', 'g v'] }),
  to('search', {
    title: () => say.commands.goSearch,
    words: () => say.commands.words.search,
    icon: Search,
    keys: ['[Shift]+/', 'f'],
  }),
  to('activity', { title: () => say.commands.goActivity, icon: Activity, keys: ['g a'] }),
  to('trash', { title: () => say.commands.goTrash, icon: Trash }),
  to('settings', {
    title: () => say.commands.goSettings,
    words: () => say.commands.words.settings,
    icon: Settings,
    keys: ['g s', '$mod+,'],
  }),
  {
    id: 'task.show-in-project',
    section: 'go',
    title: () => say.commands.showInProject,
    icon: Target,
    keys: ['Shift+g'],
    when: ({ tasks, project }) => tasks.length === 1 && tasks[0]!.project_id !== project?.id,
    run: ({ tasks }) => leaveTo(pathOf(tasks[0]!)),
  },
)
