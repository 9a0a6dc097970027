/** Days of the calendar as text, `2026-12-01`: sums, weeks and months. No time zone has a part in it. */

/** A day, `2026-12-01`. Texts of days sort as the days do. */
export type Day = string
/** A day of the week; 0 is Monday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6

/** The numbers of the days on which weeks may begin, by their names in the settings. */
export const WEEK_STARTS = { monday: 0, saturday: 5, sunday: 6 } as const satisfies Record<
  string,
  Weekday
>

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const FIRST = numberOf(1, 1, 1)
const LAST = numberOf(9999, 12, 31)

/** The number of a day: how many days it lies after 1970-01-01. */
export function numberOf(year: number, month: number, day: number): number {
  // Years are counted from March, so that a leap day is the last of its year.
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const ofEra = y - era * 400
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  )
}

/** Year, month (1-12) and day of the month of the day that has a number. */
export function dateOf(number: number): [year: number, month: number, day: number] {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const left = shifted - era * 146_097
  const ofEra = Math.floor(
    (left - Math.floor(left / 1460) + Math.floor(left / 36_524) - Math.floor(left / 146_096)) / 365,
  )
  const ofYear = left - (365 * ofEra + Math.floor(ofEra / 4) - Math.floor(ofEra / 100))
  const fromMarch = Math.floor((5 * ofYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  return [ofEra + era * 400 + (month <= 2 ? 1 : 0), month, day]
}

/** The number of a day from its text. */
export function dayNumber(day: Day): number {
  return numberOf(twoDigits(day, 0) * 100 + twoDigits(day, 2), twoDigits(day, 5), twoDigits(day, 8))
}

/** The text of the day that has a number; beyond the years 1-9999, the first or last day of them. */
export function dayText(number: number): Day {
  const [year, month, day] = dateOf(Math.min(Math.max(number, FIRST), LAST))
  return dayOn(year, month, day)
}

/** The text of a day from its parts. */
export function dayOn(year: number, month: number, day: number): Day {
  return `${digits(year, 4)}-${digits(month)}-${digits(day)}`
}

/** A number with zeros before it. */
export function digits(number: number, width = 2): string {
  return String(number).padStart(width, '0')
}

/** The number that two digits of a text make; lists read thousands of dates, and this is quick. */
export function twoDigits(text: string, place: number): number {
  return text.charCodeAt(place) * 10 + text.charCodeAt(place + 1) - 528
}

/** How many days a month (1-12) has. */
export function monthLength(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : MONTH_DAYS[month - 1]!
}

/** Whether a year has a 29 February. */
export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

/** Whether a text is a day that is in the calendar. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const [year, month, day] = [+text.slice(0, 4), +text.slice(5, 7), +text.slice(8)]
  return year > 0 && month > 0 && month < 13 && day > 0 && day <= monthLength(year, month)
}

/** The day of the week of a day. */
export function weekdayOf(day: Day): Weekday {
  return weekdayOfNumber(dayNumber(day))
}

/** The day of the week of the day that has a number; 1970-01-01 was a Thursday. */
export function weekdayOfNumber(number: number): Weekday {
  return modulo(number + 3, 7) as Weekday
}

/** The remainder that is never negative. */
export function modulo(number: number, divisor: number): number {
  return ((number % divisor) + divisor) % divisor
}

/** The day so many days later, or earlier for a negative number. */
export function addDays(day: Day, days: number): Day {
  return dayText(dayNumber(day) + days)
}

/** The day so many weeks later. */
export function addWeeks(day: Day, weeks: number): Day {
  return addDays(day, weeks * 7)
}

/** The same day so many months later; the last of a month that has no such day. */
export function addMonths(day: Day, months: number): Day {
  const total = +day.slice(0, 4) * 12 + +day.slice(5, 7) - 1 + months
  const [year, month] = [Math.floor(total / 12), modulo(total, 12) + 1]
  if (year < 1 || year > 9999) return dayText(year < 1 ? FIRST : LAST)
  return dayOn(year, month, Math.min(+day.slice(8, 10), monthLength(year, month)))
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/** The first day of the week that holds a day. */
export function startOfWeek(day: Day, weekStart: Weekday): Day {
  return addDays(day, -modulo(weekdayOf(day) - weekStart, 7))
}

/** The seven days of the week that holds a day. */
export function weekOf(day: Day, weekStart: Weekday): Day[] {
  const first = startOfWeek(day, weekStart)
  return Array.from({ length: 7 }, (_, i) => addDays(first, i))
}

/** The first day of the month that holds a day. */
export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`
}

/** The whole weeks that hold the month of a day: four to six, each of seven days. */
export function monthGrid(day: Day, weekStart: Weekday): Day[][] {
  const first = startOfMonth(day)
  const following = addMonths(first, 1)
  const weeks: Day[][] = []
  for (let start = startOfWeek(first, weekStart); start < following; start = addWeeks(start, 1)) {
    weeks.push(weekOf(start, weekStart))
    if (weeks.length === 6) break // at the end of the calendar no day follows the last
  }
  return weeks
}
