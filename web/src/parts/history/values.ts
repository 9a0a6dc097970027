/** Values of the log in words: what a value is follows from its field, how it is told from the place. */
import { parseDue } from '../../domain/dates.ts'

/** How values are told; undefined where there is nothing to say. */
export interface Wording {
  date: (written: string) => string
  /** What the record is called that a field names by its id. */
  name: (id: string, field: string) => string | undefined
  /** What one of a few values is called. */
  option: (value: string, field: string) => string | undefined
  other: (value: unknown, field: string) => string | undefined
}

const OPTIONS = new Set(['priority', 'status', 'role'])
const LONGEST = 60

/** Returns a field's value in words: null for none, undefined where the wording says nothing. */
export function valueText(
  field: string,
  value: unknown,
  { date, name, option, other }: Wording,
): string | null | undefined {
  if (value === null || value === undefined || value === '') return null
  const text = String(value)
  if (field.endsWith('_date') || field === 'deadline') return parseDue(text) ? date(text) : text
  if (field.endsWith('_id')) return name(text, field)
  if (OPTIONS.has(field)) return option(text, field) ?? text
  return other(value, field)
}

/** Returns a field's name, and which element of it is meant, if one is: `labels/home/garden`. */
export function partsOf(field: string): [name: string, element: string | undefined] {
  const end = field.indexOf('/')
  return end < 0 ? [field, undefined] : [field.slice(0, end), field.slice(end + 1)]
}

/** Returns a text's first line, of 60 characters at most. */
export function shortened(text: string): string {
  const [line = ''] = text.split('\n', 1)
  const letters = [...line]
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : line
}
