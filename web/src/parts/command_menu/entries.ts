/** What the command menu shows for what was typed: groups of entries, in their order. */
import type { Context } from '../../acts/act.ts'
import { leaveTo } from '../../acts/going.ts'
import { quoted } from '../../acts/naming.ts'
import { placeForNew } from '../../acts/place.ts'
import Plus from '@lucide/svelte/icons/plus'
import Search from '@lucide/svelte/icons/search'
import { say } from '../../messages/say.svelte.ts'
import type { CommandScope } from '../../state/command_menu.svelte.ts'
import { openQuickAdd } from '../../state/quick_add.svelte.ts'
import { recents } from '../../state/recent.svelte.ts'
import { tasks } from '../../state/records.svelte.ts'
import { pathTo } from '../../state/router.svelte.ts'
import { actItems, placeItems, searchedTasks, taskItem, type Item } from './items.ts'
import { foundIn, searching } from './search.ts'

export interface Group {
  id: string
  title: string
  items: readonly Item[]
}

const TASKS_MAX = 50
const RECENT_MAX = 6
const PLACES_MAX = 12

/** The entries of a menu that is open; each kind is gathered when it is first needed. */
export class Entries {
  readonly #at: Context
  readonly #scope: CommandScope
  readonly #forTasks: Searched
  readonly #others: Searched
  readonly #places: Searched
  /** Searching titles is built on the first letter: opening the menu must not wait for it. */
  #tasks: ((query: string) => Item[]) | null = null

  constructor(at: Context, scope: CommandScope) {
    this.#at = at
    this.#scope = scope
    const { forTasks, others } = scope === 'all' ? actItems(at) : { forTasks: [], others: [] }
    this.#forTasks = new Searched(forTasks)
    this.#others = new Searched(others)
    this.#places = new Searched(placeItems(scope))
  }

  /** Returns the groups that fit a query. */
  groups(query: string): Group[] {
    const groups = query.trim() ? this.#found(query.trim()) : this.#first()
    return groups.filter(({ items }) => items.length)
  }

  #first(): Group[] {
    const all = [...this.#others.items, ...this.#places.items]
    const byKey = new Map(all.map((item) => [item.key, item]))
    const recent = recents().flatMap((key) => byKey.get(key) ?? recentTask(key) ?? [])
    const shown = recent.slice(0, RECENT_MAX)
    const isElse = ({ key }: Item) => !shown.some((item) => item.key === key)
    const places = this.#places.items.filter(isElse)
    const few = this.#scope === 'all' ? places.slice(0, PLACES_MAX) : places
    const commands = this.#others.items.filter((item) => isElse(item) && !item.isChoice)
    return [
      this.#group('for', this.#forTitle(), this.#forTasks.items),
      this.#group('recent', say.commands.recent, shown),
      this.#group('places', say.commands.places, few),
      this.#group('commands', say.commands.commands, commands),
    ]
  }

  #found(query: string): Group[] {
    const groups = [
      this.#group('for', this.#forTitle(), this.#forTasks.found(query)),
      this.#group('commands', say.commands.commands, this.#others.found(query)),
      this.#group('places', say.commands.places, this.#places.found(query)),
    ]
    if (this.#scope !== 'all') return groups
    this.#tasks ??= tasksSearched()
    return [
      ...groups,
      this.#group('tasks', say.commands.tasks, this.#tasks(query)),
      this.#group('more', say.app.more, this.#more(query)),
    ]
  }

  /** What can be done with the words themselves. */
  #more(query: string): Item[] {
    const at = this.#at
    const search = say.commands.searchFor(query)
    const add = say.commands.addTask(query)
    return [
      {
        key: 'search',
        title: search,
        text: search,
        icon: Search,
        run: () => leaveTo(`${pathTo('search')}?${new URLSearchParams({ q: query })}`),
      },
      {
        key: 'add',
        title: add,
        text: add,
        icon: Plus,
        run: () => openQuickAdd({ ...placeForNew(at), text: query }),
      },
    ]
  }

  #group(id: string, title: string, items: readonly Item[]): Group {
    return { id, title, items }
  }

  #forTitle(): string {
    const [only] = this.#at.tasks
    const { length } = this.#at.tasks
    return length === 1 && only
      ? say.commands.forTask(quoted(only.title))
      : say.commands.forTasks(length)
  }
}

/** Items with the search in them. */
class Searched {
  readonly items: readonly Item[]
  #find: ((query: string) => number[]) | null = null

  constructor(items: readonly Item[]) {
    this.items = items
  }

  found(query: string): Item[] {
    this.#find ??= searching(this.items.map(({ text }) => text))
    return foundIn(this.items, this.#find, query, recents())
  }
}

function recentTask(key: string): Item | undefined {
  const [kind, id = ''] = key.split('/')
  const task = kind === 'task' ? tasks.get(id) : undefined
  return task && !task.completed ? taskItem(task) : undefined
}

function tasksSearched(): (query: string) => Item[] {
  const all = searchedTasks()
  const find = searching(all.map(({ title }) => title))
  return (query) => {
    // Open ones first among what fits alike: they stand first, and the search keeps that order.
    const found = find(query).slice(0, TASKS_MAX)
    return found.map((at) => taskItem(all[at]!))
  }
}
