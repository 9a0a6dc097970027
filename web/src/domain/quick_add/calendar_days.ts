/**
 * Days of the calendar, as numbers: days since 1 January 1970. A moment on the wall is the number of
 * minutes since then. Null stands for a day beyond the year 9999, or one that no calendar has.
 */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof WEEKDAYS)[number]
export type Unit = 'day' | 'week' | 'fortnight' | 'month' | 'quarter' | 'year'
export type DayPart = 'morning' | 'forenoon' | 'noon' | 'afternoon' | 'evening' | 'night'

export const MINUTES_OF_DAY = 1440
const LAST_DAY = 2_932_896 // 9999-12-31
const DAYS_OF: Partial<Record<Unit, number>> = { day: 1, week: 7, fortnight: 14 }
const MONTHS_OF: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 }

/** A day as the calendar names it; months count from 1. */
export interface Named {
	year: number
	month: number
	day: number
}

/** That day, or null when the calendar has none. */
export function dayOf(year: number, month: number, day: number): number | null {
	const exists = year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
	return exists && day <= monthLength(year, month) ? numbered(year, month, day) : null
}

/** How the calendar names a day (after Howard Hinnant's `civil_from_days`). */
export function named(day: number): Named {
	const shifted = day + 719_468
	const era = Math.floor(shifted / 146_097)
	const ofEra = shifted - era * 146_097
	const year = Math.floor(
		(ofEra -
			Math.floor(ofEra / 1460) +
			Math.floor(ofEra / 36_524) -
			Math.floor(ofEra / 146_096)) /
			365,
	)
	const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100))
	const fromMarch = Math.floor((5 * ofYear + 2) / 153)
	const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
	return {
		year: year + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
	}
}

function numbered(year: number, month: number, day: number): number {
	const of = month <= 2 ? year - 1 : year
	const era = Math.floor(of / 400)
	const ofEra = of - era * 400
	const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
	const days = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear
	return era * 146_097 + days - 719_468
}

/** How many days a month has. */
export function monthLength(year: number, month: number): number {
	if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
	return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Which day of the week a day is, 0 for Monday. */
export function weekdayOf(day: number): number {
	return (((day + 3) % 7) + 7) % 7
}

/** The day so many units after `day`; where a month is too short, its last day. */
export function later(day: number, count: number, unit: Unit): number | null {
	const days = DAYS_OF[unit]
	if (days) {
		const found = day + count * days
		return found <= LAST_DAY ? found : null
	}
	const from = named(day)
	const month = from.year * 12 + from.month - 1 + count * MONTHS_OF[unit]!
	const year = Math.floor(month / 12)
	const length = monthLength(year, (month % 12) + 1)
	return dayOf(year, (month % 12) + 1, Math.min(from.day, length))
}

/** The first such weekday after `day`, or `day` itself if `orSame` and it is one. */
export function weekdayAfter(day: number, weekday: Weekday, orSame = false): number | null {
	const ahead = (WEEKDAYS.indexOf(weekday) - weekdayOf(day) + 7) % 7
	return later(day, ahead || (orSame ? 0 : 7), 'day')
}

/** That weekday of the week after `day`'s; weeks begin on Monday. */
export function weekdayNextWeek(day: number, weekday: Weekday): number | null {
	return later(day, 7 - weekdayOf(day) + WEEKDAYS.indexOf(weekday), 'day')
}

/** The first day of the month that a day is in. */
export function monthStart(day: number): number {
	return day - named(day).day + 1
}

/** The last day of a month. */
export function monthEnd(year: number, month: number): number {
	return numbered(year, month, monthLength(year, month))
}

/** The nth such weekday of a month, -1 the last; null when the month has fewer. */
export function nthWeekday(
	{ year, month }: Named,
	nth: number,
	weekday: Weekday,
): number | null {
	const first = numbered(year, month, 1)
	const last = monthEnd(year, month)
	const start = first + ((WEEKDAYS.indexOf(weekday) - weekdayOf(first) + 7) % 7)
	if (nth === -1) return start + 7 * Math.floor((last - start) / 7)
	const found = start + 7 * (nth - 1)
	return nth >= 1 && found <= last ? found : null
}

const OF_THE_WEEK = new Map<string, [Weekday, boolean]>([
	['weekend', ['SA', false]],
	['next weekend', ['SA', true]],
	['next week', ['MO', true]],
	['week end', ['FR', false]],
	['next week end', ['FR', true]],
])

/** The day that a name of the tables' `named` stands for; never one before `today`. */
export function dayNamed(name: string, today: number): number | null {
	const ofTheWeek = OF_THE_WEEK.get(name)
	if (ofTheWeek) {
		const [weekday, next] = ofTheWeek
		if (next) return weekdayNextWeek(today, weekday)
		if (name === 'weekend' && WEEKDAYS[weekdayOf(today)] === 'SU') return today
		return weekdayAfter(today, weekday, true)
	}
	const { year, month, day } = named(today)
	const following = later(monthStart(today), 1, 'month')
	switch (name) {
		case 'month end':
			return monthEnd(year, month)
		case 'next month':
			return following
		case 'next month end': {
			if (following === null) return null
			const next = named(following)
			return monthEnd(next.year, next.month)
		}
		case 'mid month': {
			const middle = day <= 15 ? monthStart(today) : following
			return middle === null ? null : middle + 14
		}
		case 'next quarter':
			return later(monthStart(today), 3 - ((month - 1) % 3), 'month')
		case 'year end':
			return dayOf(year, 12, 31)
		default:
			return dayOf(year + 1, 1, 1) // 'next year'
	}
}

/** A day in ISO 8601: `2027-01-20`. */
export function dayText(day: number): string {
	const { year, month, day: of } = named(day)
	return `${String(year).padStart(4, '0')}-${two(month)}-${two(of)}`
}

/** A time of day in minutes, as `09:30`. */
export function clockText(minute: number): string {
	return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** A moment on the wall in ISO 8601, without a zone: `2027-01-20T09:30:00`. */
export function wallText(wall: number): string {
	const day = Math.floor(wall / MINUTES_OF_DAY)
	return `${dayText(day)}T${clockText(wall - day * MINUTES_OF_DAY)}:00`
}

function two(number: number): string {
	return String(number).padStart(2, '0')
}
