const HOUR = 3_600_000

/**
 * Registers the service worker, which opens the app without a network, and looks for newer versions
 * each hour and whenever the page is looked at again. Calls `onReady` when one waits; `activate`
 * puts it in place and loads the page again. Other pages of the app do so once nobody looks.
 */
export function watchForUpdate(onReady: (activate: () => void) => void): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined
  // Without HTTPS there is no service worker (but on localhost), and none is built for development.
  if (!workers || !import.meta.env.PROD) return
  let mayReload = workers.controller !== null
  let asked = false

  workers.addEventListener('controllerchange', () => {
    // The first worker takes over a page that is as new as itself.
    if (mayReload) reload(asked)
    mayReload = true
  })
  workers
    .register('/sw.js', { updateViaCache: 'none' })
    .then((registration) => {
      const tell = (waiting: ServiceWorker) =>
        onReady(() => {
          asked = true
          waiting.postMessage('activate')
        })
      if (registration.waiting && workers.controller) tell(registration.waiting)
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing
        coming?.addEventListener('statechange', () => {
          if (coming.state === 'installed' && workers.controller) tell(coming)
        })
      })
      lookAgain(() => void registration.update().catch(() => undefined))
    })
    .catch((error: unknown) => console.warn('No service worker:', error))
}

/** Looks each hour, and when the page is looked at again after an hour. */
function lookAgain(look: () => void): void {
  let looked = Date.now()
  const lookIfOld = () => {
    if (document.hidden || Date.now() - looked < HOUR) return
    looked = Date.now()
    look()
  }
  setInterval(lookIfOld, HOUR / 6)
  document.addEventListener('visibilitychange', lookIfOld)
}

/** Loads the page again: now, or as soon as nobody looks at it. */
function reload(now: boolean): void {
  if (now || document.hidden) location.reload()
  else document.addEventListener('visibilitychange', () => location.reload(), { once: true })
}
