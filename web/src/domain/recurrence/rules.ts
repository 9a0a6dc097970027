/** A recurrence rule (RFC 5545, section 3.3.10): read, and written in one canonical way. */

import { isDay, type Weekday } from '../calendar.ts'
import { dueText, parseDue, type Due } from '../dates.ts'

export type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY'

/** A day of BYDAY: which one, and the weekday. [0, 0] is every Monday, [-1, 4] the last Friday. */
export type ByDay = readonly [nth: number, weekday: Weekday]

/** One RRULE value; lists are sorted and have nothing twice, an empty one was not given. */
export interface Rule {
  readonly frequency: Frequency
  readonly interval: number
  readonly count: number | null
  readonly until: Due | null
  readonly weekStart: Weekday
  readonly months: readonly number[]
  readonly weekNumbers: readonly number[]
  readonly yearDays: readonly number[]
  readonly monthDays: readonly number[]
  readonly byDay: readonly ByDay[]
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
  readonly positions: readonly number[]
}

type List = Exclude<
  { [K in keyof Rule]: Rule[K] extends readonly number[] ? K : never }[keyof Rule],
  'byDay'
>

export const LONGEST_RULE = 500
export const MOST_SLOTS = 5000 // of a rule with COUNT
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

const MOST_TIMES_A_DAY = 288

/** Each list of numbers: its member, the lowest, the highest, and whether it counts from the end. */
const LISTS: Record<string, readonly [List, number, number, boolean]> = {
  BYMONTH: ['months', 1, 12, false],
  BYWEEKNO: ['weekNumbers', 1, 53, true],
  BYYEARDAY: ['yearDays', 1, 366, true],
  BYMONTHDAY: ['monthDays', 1, 31, true],
  BYHOUR: ['hours', 0, 23, false],
  BYMINUTE: ['minutes', 0, 59, false],
  BYSECOND: ['seconds', 0, 59, false],
  BYSETPOS: ['positions', 1, 366, true],
}
/** Parts that a frequency has no meaning for, by the table of section 3.3.10. */
const MEANINGLESS: Record<Frequency, readonly string[]> = {
  YEARLY: [],
  MONTHLY: ['BYWEEKNO', 'BYYEARDAY'],
  WEEKLY: ['BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY'],
  DAILY: ['BYWEEKNO', 'BYYEARDAY'],
  HOURLY: ['BYWEEKNO'],
}
const PARTS = new Set([
  ...Object.keys(LISTS),
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYDAY',
  'WKST',
])

/** A rule of a frequency alone; an editor begins with it. */
export function every(frequency: Frequency, interval = 1): Rule {
  return {
    frequency,
    interval,
    count: null,
    until: null,
    weekStart: 0,
    months: [],
    weekNumbers: [],
    yearDays: [],
    monthDays: [],
    byDay: [],
    hours: [],
    minutes: [],
    seconds: [],
    positions: [],
  }
}

const known = new Map<string, Rule | null>()

/** The rule in a text, `RRULE:` before it or not, in any case; null where the server refuses it. */
export function parseRule(text: string): Rule | null {
  let rule = known.get(text)
  if (rule === undefined) {
    rule = text.length <= LONGEST_RULE ? read(text) : null
    if (known.size > 5000) known.clear()
    known.set(text, rule)
  }
  return rule
}

/** The canonical text of a rule: `parseRule` of it gives the same. */
export function ruleText(rule: Rule): string {
  const parts = [`FREQ=${rule.frequency}`]
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`)
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`)
  if (rule.until !== null) parts.push(`UNTIL=${dueText(rule.until).replace(/[-:]/g, '')}`)
  for (const [name, [list]] of Object.entries(LISTS)) {
    if (name === 'BYHOUR' && rule.byDay.length > 0) {
      parts.push(`BYDAY=${rule.byDay.map(([nth, day]) => `${nth || ''}${WEEKDAYS[day]}`).join()}`)
    }
    if (rule[list].length > 0) parts.push(`${name}=${rule[list].join()}`)
  }
  if (rule.weekStart !== 0) parts.push(`WKST=${WEEKDAYS[rule.weekStart]}`)
  return parts.join(';')
}

/** Whether a BY part, BYSETPOS apart, chooses months, days or times. */
export function chooses(rule: Rule): boolean {
  return (
    rule.byDay.length > 0 ||
    Object.values(LISTS).some(([list]) => list !== 'positions' && rule[list].length > 0)
  )
}

function read(text: string): Rule | null {
  const parts = split(
    text
      .trim()
      .toUpperCase()
      .replace(/^RRULE:/, ''),
  )
  const frequency = parts?.get('FREQ') as Frequency
  if (!parts || !Object.hasOwn(MEANINGLESS, frequency)) return null
  if (MEANINGLESS[frequency].some((name) => parts.has(name))) return null
  const part = <T>(name: string, missing: T, of: (value: string) => T | undefined) => {
    const value = parts.get(name)
    return value === undefined ? missing : of(value)
  }
  const found: Record<string, unknown> = {
    frequency,
    interval: part('INTERVAL', 1, (v) => whole(v, frequency === 'YEARLY' ? 100 : 1000)),
    count: part<number | null>('COUNT', null, (v) => whole(v, MOST_SLOTS)),
    until: part<Due | null>('UNTIL', null, untilOf),
    weekStart: part('WKST', 0, weekdayOf),
    byDay: part<ByDay[]>('BYDAY', [], daysOf),
  }
  for (const [name, [list]] of Object.entries(LISTS)) {
    found[list] = part<number[]>(name, [], (v) => numbersOf(v, name))
  }
  if (Object.values(found).includes(undefined)) return null
  const rule = found as unknown as Rule
  return makesSense(rule) ? rule : null
}

function split(text: string): Map<string, string> | null {
  const parts = new Map<string, string>()
  for (const part of text.split(';').filter(Boolean)) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals)
    if (equals < 0 || !PARTS.has(name) || parts.has(name)) return null
    parts.set(name, part.slice(equals + 1))
  }
  return parts
}

function whole(value: string, highest: number): number | undefined {
  return /^[0-9]{1,6}$/.test(value) && +value >= 1 && +value <= highest ? +value : undefined
}

function numbersOf(value: string, name: string): number[] | undefined {
  const [, low, high, fromEnd] = LISTS[name]!
  const texts = value.split(',')
  if (!texts.every((text) => /^[+-]?[0-9]{1,5}$/.test(text))) return undefined
  const numbers = [...new Set(texts.map((text) => +text + 0))].sort((a, b) => a - b)
  const fits = (n: number) => n >= low && n <= high
  return numbers.every((n) => fits(fromEnd ? Math.abs(n) : n)) ? numbers : undefined
}

function weekdayOf(value: string): Weekday | undefined {
  const index = WEEKDAYS.indexOf(value as (typeof WEEKDAYS)[number])
  return index < 0 ? undefined : (index as Weekday)
}

function daysOf(value: string): ByDay[] | undefined {
  const days = new Map<string, ByDay>()
  for (const text of value.split(',')) {
    const [, nth, name] = /^([+-]?[0-9]{1,2})?([A-Z]{2})$/.exec(text) ?? []
    const day = name === undefined ? undefined : weekdayOf(name)
    const far = nth === undefined ? 1 : Math.abs(+nth)
    if (day === undefined || far < 1 || far > 53) return undefined
    days.set(`${+(nth ?? 0)} ${day}`, [+(nth ?? 0), day])
  }
  return [...days.values()].sort(([m, a], [n, b]) => a - b || m - n)
}

function untilOf(value: string): Due | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(value)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, utc = ''] = found
  const date = `${year}-${month}-${day}`
  if (!isDay(date)) return undefined
  return (
    parseDue(hour === undefined ? date : `${date}T${hour}:${minute}:${second}${utc}`) ?? undefined
  )
}

function makesSense(rule: Rule): boolean {
  if (rule.count !== null && rule.until !== null) return false
  if (rule.byDay.some(([nth]) => nth !== 0)) {
    if (rule.frequency !== 'MONTHLY' && rule.frequency !== 'YEARLY') return false
    if (rule.weekNumbers.length > 0) return false
  }
  if (rule.positions.length > 0 && !chooses(rule)) return false
  const hours = rule.hours.length || (rule.frequency === 'HOURLY' ? 24 : 1)
  return hours * (rule.minutes.length || 1) * (rule.seconds.length || 1) <= MOST_TIMES_A_DAY
}
