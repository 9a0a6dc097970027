/**
 * What a key press means: which act is run for it. `tinykeys` reads and compares keys; going on from
 * one press to the next is done here, since its own way leaves sequences open that came to nothing:
 * after `g t` a quick `l` would still count as `g l`.
 */
import { matchKeybindingPress, parseKeybinding, type KeybindingPress } from 'tinykeys'
import type { Act } from '../../acts/act.ts'
import type { Binding } from './key_map.ts'

/** So long one may think between two keys in a row. */
const WAIT = 1200

interface Waiting {
  presses: KeybindingPress[]
  acts: Act[]
}

/** Returns a function that takes key presses and answers with the acts that one stands for, or null. */
export function listening(bindings: readonly Binding[], clock = () => performance.now()) {
  const all: Waiting[] = bindings.map(({ key, acts }) => ({ presses: parseKeybinding(key), acts }))
  let waiting: Waiting[] = []
  let until = 0

  return (event: KeyboardEvent): readonly Act[] | null => {
    // Shift on its way to the next key of a row is no key of its own.
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return null
    const fits = ({ presses }: Waiting) => matchKeybindingPress(event, presses[0]!)
    const going = clock() < until ? waiting.filter(fits) : []
    const meant = going.length ? going : all.filter(fits)
    waiting = meant
      .filter(({ presses }) => presses.length > 1)
      .map(({ presses, acts }) => ({ presses: presses.slice(1), acts }))
    until = clock() + WAIT
    // A key that begins a row waits for the rest of it.
    if (waiting.length) return null
    return meant[0]?.acts ?? null
  }
}

/** Tells whether one is typing at the target of a key press, so that keys are text there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches('textarea, select')) return true
  return target.matches('input') && !PRESSED.has((target as HTMLInputElement).type)
}

const PRESSED = new Set([
  'checkbox',
  'radio',
  'button',
  'submit',
  'reset',
  'image',
  'file',
  'color',
])

/**
 * Tells whether a key press is its target's own: a button is pressed by Enter and by Space. A row's
 * circle stands for its task, so that Space means there what the person's keys say.
 */
export function isOwn(event: KeyboardEvent): boolean {
  const { target, key } = event
  if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return false
  if (key === 'Enter') return target.matches('a[href], button, summary, input, [role=button]')
  return (
    key === ' ' &&
    !target.matches('[data-task][data-key] [data-stop]') &&
    target.matches('button, summary, input, [role=button]')
  )
}
