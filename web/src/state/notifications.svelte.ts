/** Whether this browser shows notifications, and showing one. */

/** What the browser says: whether one may show any, may ask, may not, or can't at all. */
export type Leave = 'granted' | 'default' | 'denied' | 'missing'

let leave = $state<Leave>('Notification' in window ? Notification.permission : 'missing')

/** What this browser allows now; reactive. */
export function notificationLeave(): Leave {
  return leave
}

/** Asks the person for leave; only ever by a click of theirs. Returns what they said. */
export async function askForNotifications(): Promise<Leave> {
  if (leave === 'default') leave = await Notification.requestPermission()
  return leave
}

/** Notes what was changed in the browser's own settings meanwhile. */
export function lookAtLeave(): void {
  if (leave !== 'missing') leave = Notification.permission
}

/** Shows a notification that leads to a path of the app; one of the same tag takes its place. */
export async function notify(
  title: string,
  body: string,
  tag: string,
  path: string,
): Promise<void> {
  const options = { body, tag, icon: '/icon-192.png', data: { path } }
  const worker = await navigator.serviceWorker?.getRegistration()
  if (worker?.active) return worker.showNotification(title, options)
  const shown = new Notification(title, options)
  shown.onclick = () => {
    window.focus()
    postMessage({ go: path }, location.origin)
  }
}
