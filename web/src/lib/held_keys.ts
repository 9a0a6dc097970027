/** Keys pressed while what they are meant for is still on its way: they are held, and pressed again there. */

const held: KeyboardEvent[] = []
let holders = 0
let isPressing = false

/** Holds all keys from now on, until the returned function is called. */
export function holdKeys(): () => void {
  if (!holders++) addEventListener('keydown', hold, { capture: true })
  let isHolding = true
  return () => {
    if (!isHolding) return
    isHolding = false
    if (!--holders) void pressAgain()
  }
}

function hold(event: KeyboardEvent): void {
  if (!event.isTrusted || !isForApp(event)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  held.push(event)
}

/** The browser's own keys, such as Ctrl+R, Tab and F5, are not for the app, nor is what an input method composes. */
function isForApp({ key, ctrlKey, metaKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing || key === 'Process') return false
  if (ctrlKey || metaKey) return key === 'Enter' || key.toLowerCase() === 'k'
  return [...key].length === 1 || ['Enter', 'Escape', 'Backspace'].includes(key) || isArrow(key)
}

const isArrow = (key: string) => key.startsWith('Arrow')

/** Presses what was held, in order; a key that has something else fetched has the rest wait again. */
async function pressAgain(): Promise<void> {
  if (isPressing) return
  isPressing = true
  while (held.length && !holders) {
    // What was waited for, or what the last key has brought about, is there in the next task.
    await new Promise((resolve) => setTimeout(resolve))
    if (!holders) press(held.shift()!)
  }
  isPressing = false
  if (!holders) removeEventListener('keydown', hold, { capture: true })
}

function press(event: KeyboardEvent): void {
  const target = document.activeElement ?? document.body
  const { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat } = event
  const how = { key, code, ctrlKey, metaKey, altKey, shiftKey, repeat }
  const again = new KeyboardEvent('keydown', {
    ...how,
    bubbles: true,
    cancelable: true,
    composed: true,
  })
  // An event made by a script has no effect of its own, so that is done here.
  if (target.dispatchEvent(again)) doByDefault(key, target)
}

function doByDefault(key: string, target: Element): void {
  if (key === 'Escape') {
    target.closest('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }))
  } else if (target.matches('button, a[href], input[type=checkbox]')) {
    if (key === 'Enter' || key === ' ') (target as HTMLElement).click()
  } else if (key === 'Enter' && target instanceof HTMLInputElement) {
    target.form?.requestSubmit()
  } else if (key === 'Backspace') {
    document.execCommand('delete')
  } else if ([...key].length === 1) {
    // Of all ways to write into a field only this one can be undone there, and tells of itself.
    document.execCommand('insertText', false, key)
  }
}
