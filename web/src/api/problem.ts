/** Refusals of the server, as RFC 9457 has them. */

/** A refusal: `code` for programs, `detail` for people, `errors` by field. `status` 0: no answer came. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: readonly { field: string; message: string }[]
  /** How many seconds the server asks to wait before the next try. */
  readonly wait: number | null

  constructor(
    status: number,
    code: string,
    detail: string,
    errors: readonly { field: string; message: string }[] = [],
    wait: number | null = null,
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = errors
    this.wait = wait
  }
}

const PREFIX = 'urn:tasklark:problem:'

/** Returns the refusal that a body tells, or one that only says its status; `retryAfter` is the header. */
export function problemOf(status: number, body: unknown, retryAfter?: string | null): Problem {
  const told = (body ?? {}) as { type?: string; detail?: string; errors?: [] }
  const code = told.type?.startsWith(PREFIX) ? told.type.slice(PREFIX.length) : `http.${status}`
  return new Problem(status, code, told.detail ?? '', told.errors ?? [], Number(retryAfter) || null)
}
