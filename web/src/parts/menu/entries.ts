/** What menus show: entries and lines between groups of them, made by hand or of acts. */
import { actOf, type Act, type Context, type Icon } from '../../acts/act.ts'
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

/** Returns the place in entries of the next item whose label begins with what was typed, or -1. */
export function typedAhead(labels: readonly string[], typed: string, from: number): number {
  const wanted = typed.toLocaleLowerCase()
  // One letter again and again goes through all that begin with it.
  const isOneLetter = [...wanted].every((letter) => letter === wanted[0])
  const start = isOneLetter ? from + 1 : from
  const look = isOneLetter ? wanted.slice(0, 1) : wanted
  for (let i = 0; i < labels.length; i++) {
    const at = (start + i) % labels.length
    if (labels[at]!.toLocaleLowerCase().startsWith(look)) return at
  }
  return -1
}

function itemOf(act: Act, at: Context): MenuItem {
  const [key] = keysOf(act)
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
