/** Acts on how the list that is shown looks: layout, grouping, order, what is done. */
import ArrowDownUp from '@lucide/svelte/icons/arrow-down-up'
import Eye from '@lucide/svelte/icons/eye'
import Group from '@lucide/svelte/icons/group'
import Layout from '@lucide/svelte/icons/layout-dashboard'
import { say } from '../messages/say.svelte.ts'
import {
  listOptions,
  setListOptions,
  type Grouping,
  type ListOptions,
  type Sort,
} from '../state/list_options.svelte.ts'
import { setQuery, type ViewKind } from '../state/router.svelte.ts'
import { shownList } from '../state/shown.svelte.ts'
import { announce } from '../state/toasts.svelte.ts'
import { register, type Act, type Context } from './act.ts'

const LAYOUTS: readonly ViewKind[] = ['list', 'board', 'calendar']
const GROUPINGS: readonly Grouping[] = [
  'none',
  'section',
  'date',
  'priority',
  'label',
  'assignee',
  'project',
]
const SORTS: readonly Sort[] = ['default', 'due', 'priority', 'title', 'created']

/** Returns the layout that is shown. */
export function layoutAt({ route, project }: Pick<Context, 'route' | 'project'>): ViewKind {
  const asked = route.query.get('view') as ViewKind
  return LAYOUTS.includes(asked) ? asked : (project?.view ?? 'list')
}

/** Returns the layout that comes after one. */
export function layoutAfter(layout: ViewKind): ViewKind {
  return LAYOUTS[(LAYOUTS.indexOf(layout) + 1) % LAYOUTS.length]!
}

function showAs(layout: ViewKind): void {
  setQuery('view', layout)
  announce(say.commands.layouts[layout])
}

const LISTS = new Set(['inbox', 'today', 'upcoming', 'project', 'label', 'filter'])
const isList = ({ route }: Context) => LISTS.has(route.name)
const isOptional = () => shownList() !== null

/** Returns an act that chooses one of the list's options; a tick tells which one is chosen. */
function choosing<N extends keyof ListOptions>(
  name: N,
  value: ListOptions[N],
  act: Pick<Act, 'title' | 'icon'>,
): Act {
  return {
    ...act,
    id: `view.${name}-${value}`,
    section: 'view',
    when: isOptional,
    isOn: () => listOptions(shownList()!.place)[name] === value,
    run: (at) => {
      setListOptions(shownList()!.place, { [name]: value })
      announce(act.title(at))
    },
  }
}

register(
  {
    id: 'view.next-layout',
    section: 'view',
    title: () => say.commands.nextLayout,
    words: () => say.commands.words.layout,
    icon: Layout,
    keys: ['Shift+v'],
    when: isList,
    run: (at) => showAs(layoutAfter(layoutAt(at))),
  },
  ...LAYOUTS.map((layout): Act => ({
    id: `view.${layout}`,
    section: 'view',
    title: () => say.commands.showAs(say.commands.layouts[layout]),
    words: () => say.commands.words.layout,
    icon: Layout,
    when: (at) => isList(at) && layoutAt(at) !== layout,
    run: () => showAs(layout),
  })),
  ...GROUPINGS.map((value) =>
    choosing('group', value, { title: () => say.commands.groupBy[value], icon: Group }),
  ),
  ...SORTS.map((value) =>
    choosing('sort', value, { title: () => say.commands.sortBy[value], icon: ArrowDownUp }),
  ),
  {
    id: 'view.done',
    section: 'view',
    title: () => say.commands.showDone,
    icon: Eye,
    when: isOptional,
    isOn: () => listOptions(shownList()!.place).done,
    run: () => {
      const { place } = shownList()!
      setListOptions(place, { done: !listOptions(place).done })
    },
  },
)
