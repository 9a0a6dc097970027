/** Repeating tasks after RFC 5545, as the server's `domain/recurrence` has it. */

export { keptRepeat } from './keeping.ts'
export {
  done,
  next,
  projectedDates,
  skipped,
  upcoming,
  type Repeating,
  type Step,
} from './repeating.ts'
export { every, parseRule, ruleText, type Frequency, type Rule } from './rules.ts'
export { settled, type WhenSet } from './settling.ts'
export { repeatInWords, ruleInWords } from './words.ts'
