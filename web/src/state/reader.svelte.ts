/** Who reads, when and where: what dates depend on. */
import { WEEK_STARTS, type Day, type Weekday } from '../domain/calendar.ts'
import { today } from '../domain/due.ts'
import type { Reader } from '../domain/format.ts'
import { language } from '../messages/say.svelte.ts'
import { now } from './clock.svelte.ts'
import { settings } from './records.svelte.ts'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const

/** Returns the tag of the language in which dates are written: the browser's own kind of it, if it has one. */
export function locale(): string {
  const spoken = language()
  return navigator.languages.find((tag) => tag.startsWith(`${spoken}-`)) ?? LOCALES[spoken]
}

/** Returns moment, zone and language of the person; reactive, to the half minute. */
export function reader(): Reader {
  return { now: now(), zone: settings().time_zone, locale: locale() }
}

/** Returns the day that it is for the person; reactive. */
export function todayHere(): Day {
  return today(now(), settings().time_zone)
}

/** Returns the day of the week on which the person's weeks begin; reactive. */
export function weekStart(): Weekday {
  return WEEK_STARTS[settings().week_start]
}
