/** The engine of who is signed in; everything reactive reads through it. */
import type { Engine } from '../sync/engine.ts'

let engine = $state.raw<Engine | null>(null)

/** Returns the engine. Throws before somebody is signed in: no view that needs it is shown then. */
export function current(): Engine {
  if (engine === null) throw new Error('nobody is signed in')
  return engine
}

/** Tells whether there is an engine; reactive. */
export function isOpen(): boolean {
  return engine !== null
}

/** Puts the engine of an account in place, or takes it away. */
export function setCurrent(opened: Engine | null): void {
  engine = opened
}
