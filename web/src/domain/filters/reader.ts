/** A place in the text of a filter, from which tokens are read one by one. */

import type { Expected, Fault } from './faults.ts'
import { faultAt } from './suggestions.ts'
import { TOKENS } from './tokens.ts'

/** A piece of the text, and where it begins. */
export interface Token {
  text: string
  at: number
}

export class Reader {
  readonly text: string
  at = 0
  /** Whether a year may follow: right after `24 dec`. */
  mayHaveYear = false
  /** The first thing that is well formed and means nothing; what can't be read comes before it. */
  misuse: Fault | null = null

  constructor(text: string) {
    this.text = text
  }

  /** The token that stands here, white space left out; null for another one. */
  take(name: keyof typeof TOKENS): Token | null {
    const found = this.#match(TOKENS[name], this.#begin())
    if (found === null) return null
    this.at = found.at + found.text.length
    return found
  }

  /** The token that must stand here. Throws a `Fault`. */
  need(name: keyof typeof TOKENS, expected: Expected): Token {
    return this.take(name) ?? this.fail(expected)
  }

  /** Whether a sign stands here, which is then read. */
  sign(sign: string): boolean {
    const at = this.#begin()
    if (!this.text.startsWith(sign, at)) return false
    this.at = at + sign.length
    return true
  }

  /** Whether all has been read. */
  isAtEnd(): boolean {
    return this.#begin() === this.text.length
  }

  /** Throws the fault that something else must stand here; `isDone` after a whole term. */
  fail(expected: Expected, isDone = false): never {
    throw faultAt(this.text, this.#begin(), { expected, isDone })
  }

  /** Remembers what means nothing. */
  refuse(fault: Fault): void {
    this.misuse ??= fault
  }

  #begin(): number {
    const space = this.#match(TOKENS.space, this.at)!
    return this.at + space.text.length
  }

  #match(expression: RegExp, at: number): Token | null {
    expression.lastIndex = at
    const found = expression.exec(this.text)
    return found && { text: found[0], at }
  }
}
