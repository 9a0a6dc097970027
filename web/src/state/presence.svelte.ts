/** Who else looks at a shared project now: told to the others, heard from them, and kept nowhere. */
import { answer, Problem, showPresence } from '../api/client.ts'
import { now } from './clock.svelte.ts'
import { membersOf } from './sharing.svelte.ts'

/** Projects with the people who were just seen there. */
export type Seen = Record<string, readonly string[]>

const BEAT_MS = 30_000
/** After two beats that did not come, somebody is gone. */
const GONE_MS = 65_000
const PAUSE_MS = 5_000

/** When each person was last seen, by project. */
let seen = $state.raw<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map())
let here: string | null = null
/** Where and when one last said so. */
let said = { project: '', at: -Infinity }

// One tab holds the live stream for all tabs of an account.
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('tasklark.presence') : null
tabs?.addEventListener('message', ({ data }) => note(data as Seen))

/** Takes in whom the live stream tells of, for all tabs. */
export function hearPresence(told: Seen): void {
  note(told)
  tabs?.postMessage(told)
}

/** Returns the ids of the others who look at a project now; reactive. */
export function othersAt(projectId: string): string[] {
  const limit = Math.max(now(), Date.now()) - GONE_MS
  const people = seen.get(projectId) ?? new Map<string, number>()
  return [...people].filter(([, at]) => at > limit).map(([id]) => id)
}

/** Has the others in a project know that one looks at it, as long as the page is seen; an effect. */
export function bePresent(projectId: string): (() => void) | undefined {
  if (membersOf(projectId).length < 2) return undefined
  here = projectId
  const beat = () => void tell(projectId)
  const timer = setInterval(beat, BEAT_MS)
  document.addEventListener('visibilitychange', beat)
  beat()
  return () => {
    here = null
    clearInterval(timer)
    document.removeEventListener('visibilitychange', beat)
  }
}

function note(told: Seen): void {
  const moment = Date.now()
  const next = new Map(seen)
  let isNew = false
  for (const [project, people] of Object.entries(told)) {
    const before = next.get(project)
    const known = [...(before ?? [])].filter(([, at]) => at > moment - GONE_MS)
    const fresh = new Map(known)
    for (const id of people) {
      isNew ||= project === here && !fresh.has(id)
      fresh.set(id, moment)
    }
    next.set(project, fresh)
  }
  seen = next
  // Somebody has just come, and does not know yet who is there.
  if (isNew && here) void tell(here)
}

async function tell(project_id: string): Promise<void> {
  const isJustSaid = said.project === project_id && Date.now() - said.at < PAUSE_MS
  if (document.visibilityState === 'hidden' || isJustSaid) return
  said = { project: project_id, at: Date.now() }
  try {
    await answer(showPresence({ body: { project_id } }))
  } catch (error) {
    // Offline, or not a member any more: nobody is told, and nothing is lost.
    if (!(error instanceof Problem)) throw error
  }
}
