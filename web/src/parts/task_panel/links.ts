/** Addresses that a task may link to. */
import type { Link } from '../../sync/records.ts'

export const LINKS_MAX = 50
const ADDRESS_MAX = 2000
const SAFE = new Set(['http:', 'https:', 'mailto:'])

/** Returns the address in a text, `https://` put before one that has no scheme; null if it is none. */
export function addressOf(text: string): string | null {
  const typed = text.trim()
  if (!typed || /\s/.test(typed)) return null
  const isBare = !/^[a-z][a-z0-9+.-]*:/i.test(typed) || /^[\w.-]+:\d+(?:\/|$)/.test(typed)
  const found = URL.parse(isBare ? `https://${typed}` : typed)
  if (!found || !SAFE.has(found.protocol) || found.href.length > ADDRESS_MAX) return null
  return found.protocol === 'mailto:' || found.hostname.includes('.') || !isBare ? found.href : null
}

/** Returns what a link is called: its title, or its address without what is always there. */
export function linkName({ url, title }: Link): string {
  return title || url.replace(/^(?:https?:\/\/(?:www\.)?|mailto:)/, '').replace(/\/$/, '')
}
