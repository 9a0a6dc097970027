/**
 * The service worker: keeps the files of the app, so that it opens without a network. It never
 * keeps what the server says; that is the replica's. A new version waits until the page sends
 * `activate`, so that no open page loses the files that it was built with.
 */

/** Put in by `build/service_worker.ts`: the addresses of the built files, and a hash of all. */
declare const __BUILT__: { version: string; files: string[] }

const PREFIX = 'tasklark-'
/** Lies in the cache of a version that has taken over; one that waited until a newer came has it not. */
const USED = '/used'
const { version, files } = __BUILT__
const kept = new Set(files)
const worker = self as unknown as ServiceWorkerGlobalScope

worker.addEventListener('install', (event) => event.waitUntil(keep()))
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()))
worker.addEventListener('message', (event) => {
  if (event.data === 'activate') event.waitUntil(worker.skipWaiting())
})
worker.addEventListener('fetch', (event) => {
  const address = keptAt(event.request)
  if (address) event.respondWith(answer(address, event.request))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(show(event.notification.data?.path ?? '/'))
})

/** Shows a place in a page that is open, or else in a new one. */
async function show(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window' })
  if (!page) {
    await worker.clients.openWindow(path)
    return
  }
  await page.focus()
  page.postMessage({ go: path })
}

async function keep(): Promise<void> {
  const cache = await caches.open(PREFIX + version)
  // What has a hash in its name may come from the browser's own cache, the rest is asked for anew.
  const asked = files.map(
    (file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'no-cache' }),
  )
  await cache.addAll(asked)
}

/** Drops old versions, but for the one in use until now: a page that is still open may want a part of it. */
async function takeOver(): Promise<void> {
  const own = PREFIX + version
  await (await caches.open(own)).put(USED, new Response())
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX))
  const older = names.slice(0, names.indexOf(own))
  const used = await Promise.all(older.map((name) => caches.match(USED, { cacheName: name })))
  const last = older.findLast((_, i) => used[i])
  await Promise.all(older.filter((name) => name !== last).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

/** Returns the address under which the answer to a request is kept, if one may be. */
function keptAt({ method, mode, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== worker.location.origin) return undefined
  if (kept.has(pathname) || pathname.startsWith('/assets/')) return pathname
  return mode === 'navigate' && isPlace(pathname) ? '/' : undefined
}

/** Tells whether the app itself is at an address; `surfaces/web/pages.py` agrees. */
function isPlace(pathname: string): boolean {
  return !/^\/(?:api|assets|dav|docs|feeds|redoc|health|metrics)(?:\/|$)|^\/\/|^(?!\/(?:label|filter)\/).*\./.test(
    pathname,
  )
}

async function answer(address: string, request: Request): Promise<Response> {
  const own = await caches.open(PREFIX + version)
  const found = (await own.match(address)) ?? (await caches.match(address))
  return found ?? fetch(request)
}

export {}
