/** Rings reminders that are due while the app is open, from the replica: offline too. */
import { ringsAt } from '../domain/ringing.ts'
import { formatDue } from '../domain/format.ts'
import { say } from '../messages/say.svelte.ts'
import type { Task } from '../sync/records.ts'
import { now } from './clock.svelte.ts'
import { notificationLeave, notify } from './notifications.svelte.ts'
import { preferences } from './preferences.svelte.ts'
import { reader } from './reader.svelte.ts'
import { reminders, settings, tasks } from './records.svelte.ts'
import { go, openTask } from './router.svelte.ts'
import { toast } from './toasts.svelte.ts'

const PLACE = 'tasklark.rung'
/** How late a reminder still rings when the app was closed at its time. */
const LATE_MS = 12 * 3_600_000
const AT_ONCE_MAX = 5
const SOON_MS = 60_000

/** Rings what has come due since it last did, and sets the alarm for what is next; an effect. */
export function ringReminders(): () => void {
  const [moment, zone] = [Math.max(now(), Date.now()), settings().time_zone]
  const since = Math.max(rungUntil() ?? moment, moment - LATE_MS)
  const alarms = reminders.all
    .flatMap((reminder) => {
      const task = tasks.get(reminder.task_id)
      const at = task ? ringsAt(reminder, task, zone) : null
      return task && at !== null && at > since ? [{ at, task }] : []
    })
    .sort((a, b) => a.at - b.at)
  const due = alarms.filter(({ at }) => at <= moment)
  for (const { at, task } of due.slice(-AT_ONCE_MAX)) ring(task, at)
  localStorage.setItem(PLACE, String(moment))
  // The clock ticks twice a minute; what comes sooner gets a timer of its own.
  const next = alarms.find(({ at }) => at > moment && at - moment < SOON_MS)
  const timer = next && setTimeout(ringOne, next.at - moment, next)
  return () => clearTimeout(timer)
}

/** Goes where a notification that was clicked leads, as the service worker or the page tells; an effect. */
export function followNotifications(): () => void {
  const follow = ({ data, origin }: MessageEvent) => {
    if (origin === location.origin && typeof data?.go === 'string' && data.go.startsWith('/'))
      go(data.go)
  }
  addEventListener('message', follow)
  navigator.serviceWorker?.addEventListener('message', follow)
  return () => {
    removeEventListener('message', follow)
    navigator.serviceWorker?.removeEventListener('message', follow)
  }
}

function ringOne({ task, at }: { task: Task; at: number }): void {
  if ((rungUntil() ?? 0) >= at) return
  localStorage.setItem(PLACE, String(at))
  ring(task, at)
}

function ring(task: Task, at: number): void {
  const when = task.due_date ? say.app.remindDue(formatDue(task.due_date, reader())) : ''
  if (preferences().notifications && notificationLeave() === 'granted') {
    void notify(task.title, when, `${task.id} ${at}`, `/project/${task.project_id}?task=${task.id}`)
  } else {
    toast(say.app.reminder([task.title, when].filter(Boolean).join(' · ')), {
      action: { label: say.app.remindOpen, run: () => openTask(task.id) },
    })
  }
}

/** Until when reminders have been rung in this browser, by whichever tab. */
function rungUntil(): number | null {
  return Number(localStorage.getItem(PLACE)) || null
}
