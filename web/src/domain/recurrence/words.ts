/** A rule in words, from its structure: 'every 2nd Tuesday of the month until 31 Dec 2030'. */

import type { Messages } from '../../messages/en/index.ts'
import type { Repeat } from '../../sync/records.ts'
import { dayOn, digits, type Weekday } from '../calendar.ts'
import { dueText, readDue } from '../dates.ts'
import { dayOf } from '../due.ts'
import {
  formatClock,
  formatDayOfYear,
  formatList,
  formatShortDate,
  monthName,
  weekdayNames,
} from '../format.ts'
import { parseRule, type Rule } from './rules.ts'
import { withDefaults } from './series.ts'
import { wallOf } from './slots.ts'

/** The pieces that words are made of, in a language, and its tag for `Intl`. */
export interface Language {
  words: Messages['repeat']
  locale: string
}

const WORKDAYS = '0,1,2,3,4'

/** How a task repeats, in words; what the rule takes from its start is told, too. */
export function repeatInWords(
  repeat: Pick<Repeat, 'rule' | 'basis' | 'start'>,
  timeZone: string | null,
  language: Language,
): string {
  const rule = parseRule(repeat.rule)
  if (rule === null) return language.words.unknown
  const zone = timeZone ?? 'UTC'
  const start = readDue(repeat.start)
  const told = withDefaults(rule, wallOf(start.kind, start.at, zone))
  const { hours, seconds } = rule
  const times = { hours, minutes: hours.length > 0 ? told.minutes : rule.minutes, seconds }
  if (repeat.basis === 'schedule') return ruleInWords({ ...told, ...times }, zone, language)
  return language.words.fromCompletion(ruleInWords({ ...rule, ...times }, zone, language))
}

/** A rule in words; `zone` is that of an UNTIL that is an instant. */
export function ruleInWords(rule: Rule, zone: string, language: Language): string {
  const { words, locale } = language
  const said = [...daysInWords(rule, language)]
  if (rule.weekNumbers.length > 0) {
    said.push(words.inWeeks(formatList(startFirst(rule.weekNumbers).map(words.week), locale)))
  }
  if (rule.yearDays.length > 0) {
    const days = startFirst(rule.yearDays).map((n) => words.nth(n, words.day))
    said.push(words.ofYear(formatList(days, locale)))
  }
  if (rule.positions.length > 0 && !isSaidByPosition(rule)) {
    said.push(words.positions(formatList(startFirst(rule.positions).map(words.ordinal), locale)))
  }
  said.push(...timesInWords(rule, language))
  if (rule.count !== null) said.push(words.times(rule.count))
  if (rule.until !== null) {
    said.push(words.until(formatShortDate(dayOf(dueText(rule.until), zone), locale)))
  }
  return said.join(' ').replaceAll(' ,', ',')
}

function daysInWords(rule: Rule, language: Language): string[] {
  const { frequency, interval } = rule
  const every = language.words.every[frequency](interval)
  const months = monthsInWords(rule, language)
  if (frequency === 'MONTHLY') return [...ofMonthInWords(rule, every, language), ...months]
  if (frequency === 'YEARLY') return [every, ...ofYearInWords(rule, months, language)]
  const days = [...weekdaysInWords(rule, every, language), ...months]
  return rule.monthDays.length > 0 ? [...days, onMonthDays(rule, language)] : days
}

function weekdaysInWords(rule: Rule, every: string, { words, locale }: Language): string[] {
  const days = rule.byDay.map(([, day]) => day)
  const isEach = rule.interval === 1 && rule.frequency !== 'HOURLY'
  if (days.length === 0) return [every]
  if (days.length === 7 && isEach) return [words.every.DAILY(1)]
  const names = formatList(namesOf(days, locale), locale)
  if (days.join() === WORKDAYS) return isEach ? [words.everyWorkday] : [every, words.onWorkdays]
  return isEach ? [words.each(names)] : [every, words.on(names)]
}

function ofMonthInWords(rule: Rule, every: string, language: Language): string[] {
  const { words } = language
  const last = shortMonth(rule)
  if (last !== null) return [every, words.orLast(last)]
  const days = numberedDays(rule, language)
  if (rule.monthDays.length > 0) {
    return [every, onMonthDays(rule, language), ...onlyOn(rule, language)]
  }
  if (days === null) return weekdaysInWords(rule, every, language)
  return rule.interval === 1 ? [words.eachOfMonth(days)] : [every, words.onThe(days)]
}

function ofYearInWords(rule: Rule, months: string[], language: Language): string[] {
  const { words, locale } = language
  const [month, day] = [rule.months[0], rule.monthDays[0]]
  const inThem = rule.months.length > 0 ? [words.ofMonths(monthList(rule, locale))] : []
  if (rule.monthDays.length === 1 && rule.months.length === 1 && day! > 0) {
    const date = formatDayOfYear(dayOn(2000, month!, day!), locale)
    return [words.on(date), ...onlyOn(rule, language)]
  }
  if (rule.monthDays.length > 0) {
    const of = inThem.length > 0 ? inThem : [words.ofEveryMonth]
    return [onMonthDays(rule, language), ...of, ...onlyOn(rule, language)]
  }
  const days = numberedDays(rule, language)
  if (days !== null)
    return inThem.length > 0 ? [words.onThe(days), ...inThem] : [words.ofYear(days)]
  if (rule.byDay.length === 0) return months
  return [words.on(formatList(namesOf(weekdaysOf(rule), locale), locale)), ...months]
}

/** '2nd Tuesday and last Friday', 'last weekday'; null for weekdays without a number. */
function numberedDays(rule: Rule, { words, locale }: Language): string | null {
  if (isSaidByPosition(rule)) return words.nth(rule.positions[0]!, anyOf(rule, { words, locale }))
  if (rule.byDay.length === 0 || rule.byDay.every(([nth]) => nth === 0)) return null
  const days = rule.byDay.map(([nth, day]) => {
    const [name] = namesOf([day], locale)
    return nth === 0 ? name! : words.nth(nth, name!)
  })
  return formatList(days, locale)
}

/** Whether BYSETPOS alone numbers the weekdays of a month, or the days of a short one. */
function isSaidByPosition(rule: Rule): boolean {
  if (rule.positions.length !== 1 || rule.hours.length > 1 || rule.minutes.length > 1) return false
  if (shortMonth(rule) !== null) return true
  const isOfMonth = rule.frequency === 'MONTHLY' || rule.months.length === 1
  const isPlain = rule.byDay.length > 0 && rule.byDay.every(([nth]) => nth === 0)
  const others = rule.monthDays.length + rule.yearDays.length + rule.weekNumbers.length
  return isOfMonth && isPlain && others === 0 && rule.frequency !== 'WEEKLY'
}

/** The day 29-31 of a rule that takes the last day of shorter months instead; else null. */
function shortMonth({ frequency, monthDays, byDay, positions }: Rule): number | null {
  const last = monthDays.at(-1) ?? 0
  const isRow = monthDays.join() === [28, 29, 30, 31].filter((day) => day <= last).join()
  const isLast = positions.join() === '-1' && frequency === 'MONTHLY' && byDay.length === 0
  return isLast && isRow && last > 28 ? last : null
}

function anyOf(rule: Rule, { words, locale }: Language): string {
  const days = weekdaysOf(rule)
  if (days.join() === WORKDAYS) return words.workday
  return days.length === 7 ? words.day : formatList(namesOf(days, locale), locale, 'disjunction')
}

function onMonthDays(rule: Rule, { words, locale }: Language): string {
  return words.onThe(formatList(startFirst(rule.monthDays).map(words.dayOfMonth), locale))
}

function onlyOn(rule: Rule, { words, locale }: Language): string[] {
  if (rule.byDay.length === 0) return []
  return [words.ifDay(anyOf(rule, { words, locale }))]
}

function monthsInWords(rule: Rule, { words, locale }: Language): string[] {
  return rule.months.length > 0 ? [words.inMonths(monthList(rule, locale))] : []
}

function monthList(rule: Rule, locale: string): string {
  return formatList(
    rule.months.map((month) => monthName(month, locale)),
    locale,
  )
}

function timesInWords(rule: Rule, { words, locale }: Language): string[] {
  const minutes = rule.minutes.length > 0 ? rule.minutes : [0]
  const clocks = rule.hours.flatMap((hour) =>
    minutes.map((minute) => formatClock(`${digits(hour)}:${digits(minute)}`, locale)),
  )
  if (clocks.length > 0) return [words.at(formatList(clocks, locale))]
  return rule.minutes.length > 0
    ? [words.atMinutes(formatList(rule.minutes.map(String), locale))]
    : []
}

/** Numbers that count from the start, before those that count from the end. */
function startFirst(numbers: readonly number[]): number[] {
  return [...numbers.filter((n) => n > 0), ...numbers.filter((n) => n < 0)]
}

function weekdaysOf(rule: Rule): Weekday[] {
  return rule.byDay.map(([, day]) => day)
}

function namesOf(days: readonly Weekday[], locale: string): string[] {
  const names = weekdayNames(locale, 0, 'long')
  return days.map((day) => names[day]!)
}
