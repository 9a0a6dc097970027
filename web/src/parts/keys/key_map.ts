/** Which keys do what: those of acts, as the person has changed them, as texts that `tinykeys` reads. */
import { parseKeybinding } from 'tinykeys'
import type { Act } from '../../acts/act.ts'
import { say } from '../../messages/say.svelte.ts'
import type { Preferences } from '../../state/preferences.svelte.ts'

type Chosen = Pick<Preferences, 'keys' | 'singleKeys'>

/** One key, or keys in a row, and the acts that it stands for: the first that makes sense is done. */
export interface Binding {
  key: string
  acts: Act[]
}

/** Returns the keys of an act: the person's own, or those that it has at first, which follow the writing. */
export function keysOf(
  act: Act,
  chosen: Chosen,
  isMirrored = globalThis.document?.documentElement.dir === 'rtl',
): readonly string[] {
  const first = act.keys ?? []
  const keys = chosen.keys[act.id] ?? (isMirrored ? first.map(mirrored) : first)
  return chosen.singleKeys ? keys : keys.filter((key) => !isSingle(key))
}

/** Into another task is towards the end of the line, wherever that is. */
function mirrored(key: string): string {
  return key.replace(/Arrow(Left|Right)/, (_, side) =>
    side === 'Left' ? 'ArrowRight' : 'ArrowLeft',
  )
}

/** Returns all keys with their acts. */
export function bindingsOf(acts: readonly Act[], chosen: Chosen): Binding[] {
  const found = new Map<string, Binding>()
  for (const act of acts) {
    for (const key of keysOf(act, chosen)) {
      const name = normal(key)
      const binding = found.get(name) ?? { key, acts: [] }
      binding.acts.push(act)
      found.set(name, binding)
    }
  }
  return [...found.values()]
}

/**
 * Tells whether a key is a single character, or several in a row, which speech input and a cat on the
 * keyboard press too: these can be switched off (WCAG 2.1.4).
 */
export function isSingle(key: string): boolean {
  return parseKeybinding(key).some(([modifiers, , last]) => {
    const isHeld = modifiers.some((modifier) => modifier !== 'Shift')
    return !isHeld && [...String(last)].length === 1
  })
}

/** Returns the acts that would be in the way of a key for an act: same keys, or one begins the other. */
export function conflictsOf(act: Act, key: string, acts: readonly Act[], chosen: Chosen): Act[] {
  const wanted = normal(key)
  const clashes = (other: string) =>
    other === wanted || other.startsWith(`${wanted} `) || wanted.startsWith(`${other} `)
  return acts.filter(
    (other) =>
      other !== act &&
      !shareAtFirst(act, other) &&
      keysOf(other, chosen).some((each) => clashes(normal(each))),
  )
}

/** Returns an act with those that have the same keys at first: they change together, as one key to the person. */
export function together(act: Act, acts: readonly Act[]): Act[] {
  const keys = act.keys?.join(', ')
  return keys ? acts.filter((other) => other.keys?.join(', ') === keys) : [act]
}

/** Acts that have the same key at first never make sense at once, such as completing and reopening. */
function shareAtFirst(a: Act, b: Act): boolean {
  return (a.keys ?? []).some((key) => (b.keys ?? []).includes(key))
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const NO_KEYS = new Set([
  'Shift',
  'Control',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
])

/** Returns the text of a press of keys; null for a modifier by itself, or a key that means nothing. */
export function keyOf(event: Press, isMac = onMac()): string | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  if (NO_KEYS.has(key)) return null
  const isCharacter = [...key].length === 1 && key !== ' '
  // Where Shift makes another sign of a key, the sign says enough: keyboards differ in how it is made.
  const isSign = isCharacter && key.toLowerCase() === key.toUpperCase()
  const held = [
    (isMac ? metaKey : ctrlKey) && '$mod',
    isMac && ctrlKey && 'Control',
    !isMac && metaKey && 'Meta',
    altKey && 'Alt',
    isSign ? '[Shift]' : shiftKey && 'Shift',
  ]
  const name = key === ' ' ? 'Space' : isCharacter ? key.toLowerCase() : key
  return [...held.filter(Boolean), name].join('+')
}

/** Returns keys as they are shown: `Ctrl+K`, `⌘K`, `G then I`. */
export function textOf(key: string, isMac = onMac()): string {
  const presses = key.split(' ').map((press) => {
    const parts = press.split(/(?<=\w|\])\+/).filter((part) => !part.startsWith('['))
    const named = parts.map((part) => (isMac ? MAC[part] : undefined) ?? nameOf(part))
    return named.join(isMac ? '' : '+')
  })
  return presses.join(` ${say.keys.then} `)
}

/** Returns keys in a form in which equal ones are equal texts. */
function normal(key: string): string {
  return key
    .split(' ')
    .map((press) => {
      const parts = press.split(/(?<=\w|\])\+/).filter((part) => !part.startsWith('['))
      const last = parts.pop()!
      return [...parts.sort(), last.toLowerCase()].join('+')
    })
    .join(' ')
}

const MAC: Record<string, string> = { $mod: '⌘', Alt: '⌥', Shift: '⇧' }

function nameOf(part: string): string {
  const names = say.keys.names as Record<string, string>
  return names[part] ?? (part.length === 1 ? part.toUpperCase() : part)
}

function onMac(): boolean {
  return typeof navigator === 'object' && /Mac|iPod|iPhone|iPad/.test(navigator.platform)
}
