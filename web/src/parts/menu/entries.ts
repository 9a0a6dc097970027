/** What menus show: entries and lines between groups of them, made by hand or of acts. */
import { actOf, type Act, type Context, type Icon } from '../../acts/act.ts'
import { preferences } from '../../state/preferences.svelte.ts'
import { keysOf, textOf } from '../keys/key_map.ts'

export interface MenuItem {
  id: string
  label: string
  icon?: Icon | undefined
  /** Its key, in words. */
  keys?: string | undefined
  isDangerous?: boolean | undefined
  /** For what can be on or off; a tick shows it. */
  isOn?: boolean | undefined
  run: () => void
}

export type MenuEntry = MenuItem | 'line'

/** Returns the entries for groups of acts in a context: those that make sense, a line between groups. */
export function entriesOf(groups: readonly (readonly string[])[], at: Context): MenuEntry[] {
  return lined(
    groups.map((ids) =>
      ids
        .map(actOf)
        .filter((act) => act.when?.(at) ?? true)
        .map((act) => itemOf(act, at)),
    ),
  )
}

/** Returns groups of items with a line between each two that have any. */
export function lined(groups: readonly (readonly MenuItem[])[]): MenuEntry[] {
  return groups
    .filter((group) => group.length)
    .flatMap((group, i): MenuEntry[] => (i ? ['line', ...group] : [...group]))
}

function itemOf(act: Act, at: Context): MenuItem {
  const [key] = keysOf(act, preferences())
  return {
    id: act.id,
    label: act.title(at),
    icon: act.icon,
    keys: key && textOf(key),
    isDangerous: act.isDangerous,
    isOn: act.isOn?.(at),
    run: () => void act.run(at),
  }
}
