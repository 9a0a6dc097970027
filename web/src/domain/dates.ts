/**
 * A date that keeps its kind: a day, a local time, or an instant.
 *
 * The three are never turned into each other. A day stays the day that was written, a local time is
 * met wherever its reader's clock shows it, and an instant is one moment for everybody.
 */

import { dateOf, dayNumber, dayOn, digits, isDay, twoDigits } from './calendar.ts'

/** What sort of date a text is. */
export type Kind = 'day' | 'local' | 'instant'

/**
 * Microseconds since 1970-01-01T00:00:00: of an instant in UTC; of a wall clock's time as if it
 * were UTC. Exact for whole seconds of the years 1-9999, for all else from 1685 to 2255.
 */
export type Micros = number

/** A date as read: its kind and where it lies; a day at its midnight. */
export interface Due {
  kind: Kind
  at: Micros
}

export const SECOND = 1_000_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** The first and the last moment of the time line, which ends with the year 9999. */
export const EARLIEST = -62_135_596_800 * SECOND
const END = 253_402_300_800 * SECOND
export const LATEST = END - 32 // the greatest number below the end

const FORM =
  /^(\d{4}-\d\d-\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?$/

/** The kind of a date in its canonical text (as the server sends it). */
export function kindOf(due: string): Kind {
  if (due.length === 10) return 'day'
  return due.endsWith('Z') ? 'instant' : 'local'
}

/**
 * The date written in a text: a day `2030-02-10`, a local time `2030-02-10T09:00` (seconds and
 * fraction optional), an instant after RFC 3339 `2030-02-10T09:00:00+01:00`. Null if it is none.
 */
export function parseDue(text: string): Due | null {
  const [, day, hours, minutes, seconds, part = '', offset] = FORM.exec(text) ?? []
  if (day === undefined || !isDay(day)) return null
  const midnight = dayNumber(day) * DAY
  if (hours === undefined) return { kind: 'day', at: midnight }
  if (+hours > 23 || +minutes! > 59 || +(seconds ?? 0) > 59) return null
  const at =
    midnight +
    +hours * HOUR +
    +minutes! * MINUTE +
    +(seconds ?? 0) * SECOND +
    +part.slice(0, 6).padEnd(6, '0')
  if (offset === undefined) return { kind: 'local', at: Math.min(at, LATEST) }
  const ahead = offsetOf(offset)
  if (seconds === undefined || ahead === null) return null
  const moment = at - ahead
  return moment < EARLIEST || moment >= END ? null : { kind: 'instant', at: moment }
}

/** The date of a canonical text, as the server sends it, or of a local time without seconds. */
export function readDue(text: string): Due {
  const midnight = dayNumber(text) * DAY
  const kind = kindOf(text)
  if (kind === 'day') return { kind, at: midnight }
  const clock = midnight + twoDigits(text, 11) * HOUR + twoDigits(text, 14) * MINUTE
  if (text.length < 19) return { kind, at: clock }
  const part = text.length > 20 ? +text.slice(20, 26) : 0
  return { kind, at: Math.min(clock + twoDigits(text, 17) * SECOND + part, LATEST) }
}

/** The canonical text of a date: `parseDue` of it gives the same. */
export function dueText({ kind, at }: Due): string {
  const day = Math.floor(at / DAY)
  const text = dayOn(...dateOf(day))
  if (kind === 'day') return text
  return `${text}T${clockText(at - day * DAY)}${kind === 'instant' ? 'Z' : ''}`
}

function clockText(time: Micros): string {
  const seconds = Math.floor(time / SECOND)
  const part = time - seconds * SECOND
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const clock = `${digits(hour)}:${digits(minute)}:${digits(seconds % 60)}`
  return part === 0 ? clock : `${clock}.${digits(part, 6)}`
}

function offsetOf(offset: string): Micros | null {
  if (offset === 'Z' || offset === 'z') return 0
  const [hours, minutes] = [+offset.slice(1, 3), +offset.slice(4)]
  if (hours > 23 || minutes > 59) return null
  return (offset[0] === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE)
}
