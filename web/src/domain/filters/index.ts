/** The filter language (docs/filters.md): which tasks a list holds, in words. */

export { faultInWords, type Fault } from './faults.ts'
export { filterOf, matches, type Predicate } from './matching.ts'
export type { Names } from './names.ts'
export { isFault, parseFilter } from './parsing.ts'
export type { Tree } from './tree.ts'
export { namesIn, relationsOf, type Asker, type World } from './world.ts'
