/** Pages of the server's lists, by their `Link` header (RFC 8288). */

/** Returns the cursor of the page that follows; null after the last one. */
export function nextCursor(link: string | null): string | null {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')
  return found ? new URL(found[1]!, 'http://none').searchParams.get('cursor') : null
}
