/** What is wrong with a filter that can't be read, and how it is said. */

import type { Messages } from '../../messages/en/index.ts'

/** What must stand at a place. */
export type Expected = keyof Messages['filters']['expected']
/** What is wrong. */
export type FaultCode = keyof Messages['filters']['faults']

/**
 * A fault of a filter: the place in the text (an index as `text[at]` has it; null for the whole),
 * what is wrong, what must stand there, and what may have been meant.
 */
export interface Fault {
  at: number | null
  code: FaultCode
  expected?: Expected
  suggestion?: string
}

/** Says what is wrong with a filter, without the place. */
export function faultInWords(fault: Fault, words: Messages['filters']): string {
  const expected = fault.expected === undefined ? '' : words.expected[fault.expected]
  const said = words.faults[fault.code](expected)
  return fault.suggestion === undefined ? said : said + words.didYouMean(fault.suggestion)
}
