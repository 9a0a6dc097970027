/** The generated client, set up for this page: same origin, the session's cookie, refusals as `Problem`. */
import { client } from './generated/client.gen.ts'
import { Problem, problemOf } from './problem.ts'

client.setConfig({ baseUrl: location.origin, credentials: 'same-origin', throwOnError: true })
client.interceptors.error.use((error, response) =>
  response
    ? problemOf(response.status, error, response.headers.get('Retry-After'))
    : new Problem(0, 'offline', ''),
)

export * from './generated/sdk.gen.ts'
export { Problem }

/** Waits for a call of the client and returns its data alone. Throws `Problem`. */
export async function answer<T>(call: Promise<{ data?: T | undefined }>): Promise<T> {
  return (await call).data as T
}
