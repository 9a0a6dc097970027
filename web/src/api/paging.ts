/** Lists that come in pages. */
import { Problem } from './problem.ts'

/** Some of a list, and where the next page begins; null after the last. */
export interface Page<T> {
  items: T[]
  next: string | null
}

/** Waits for a call of the client and returns the page that it fetched. Throws `Problem`. */
export async function pageOf<T>(
  call: Promise<{ data?: T[] | undefined; response?: Response | undefined }>,
): Promise<Page<T>> {
  const { data, response } = await call
  if (!data || !response) throw new Problem(0, 'offline', '')
  return { items: data, next: cursorIn(response.headers.get('Link')) }
}

/** Returns the cursor in a `Link` header (RFC 8288) that leads to the next page. */
export function cursorIn(link: string | null): string | null {
  const [, address] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? []
  return address === undefined ? null : new URL(address, 'http://here').searchParams.get('cursor')
}
