/** From text to tree, or to the fault that says where it goes wrong and what was meant. */

import type { Fault } from './faults.ts'
import type { Names } from './names.ts'
import { Reader } from './reader.ts'
import { unknownName } from './suggestions.ts'
import { isBlank, term } from './terms.ts'
import { depthOf, termsOf, type Term, type Tree } from './tree.ts'

/** The longest filter, in code points; the most terms, and levels, that it may have. */
export const LENGTH_MAX = 1024
export const TERMS_MAX = 100
export const DEPTH_MAX = 20

const HALF_OF_A_PAIR = /\p{Cs}/u

/**
 * The tree of a filter, or what is wrong with it. With `known`, a name (without wildcards) that
 * nothing bears is wrong, too; without, it stands for nothing, as in a saved filter.
 */
export function parseFilter(text: string, known?: Names): Tree | Fault {
  if (text.includes('\0')) return { at: null, code: 'nul' }
  if (HALF_OF_A_PAIR.test(text)) return { at: null, code: 'halfPair' }
  if (isBlank(text)) return { at: null, code: 'empty' }
  if ([...text].length > LENGTH_MAX) return { at: null, code: 'tooLong' }
  const reader = new Reader(text)
  const named: [number, Term][] = []
  let tree: Tree
  try {
    tree = either(reader, named)
    if (!reader.isAtEnd()) reader.fail(afterTerm(reader), true)
  } catch (fault) {
    if (!isFault(fault as Tree | Fault)) throw fault
    return fault as Fault
  }
  if (reader.misuse) return reader.misuse
  if (termsOf(tree).length > TERMS_MAX) return { at: null, code: 'tooManyTerms' }
  if (depthOf(tree) > DEPTH_MAX) return { at: null, code: 'tooDeep' }
  for (const [at, one] of known ? named : []) {
    const fault = unknownName(one, known!)
    if (fault) return { at, ...fault }
  }
  return tree
}

/** Whether a filter could not be read. */
export function isFault(found: Tree | Fault): found is Fault {
  return 'code' in found
}

type Named = [number, Term][]

function either(reader: Reader, named: Named): Tree {
  const terms = [both(reader, named)]
  while (reader.sign('|')) terms.push(both(reader, named))
  return terms.length === 1 ? terms[0]! : { type: 'or', terms }
}

function both(reader: Reader, named: Named): Tree {
  const terms = [single(reader, named)]
  while (reader.sign('&')) terms.push(single(reader, named))
  return terms.length === 1 ? terms[0]! : { type: 'and', terms }
}

function single(reader: Reader, named: Named): Tree {
  if (reader.sign('!')) return { type: 'not', term: single(reader, named) }
  if (!reader.sign('(')) return term(reader, named)
  const inner = either(reader, named)
  if (!reader.sign(')')) reader.fail(afterTerm(reader), true)
  return inner
}

/** After `24 dec` a year may stand; after all else only what joins terms. */
function afterTerm(reader: Reader): 'number' | 'joint' {
  return reader.mayHaveYear ? 'number' : 'joint'
}
