/*
 * Shows what the hub pushes, and opens it in the portal. It answers no request and keeps nothing: there is no cache in which anything
 * could be left behind, and whoever opens the news is asked to sign in like everybody.
 */
const PATHS = /^\/(editions\/[0-9a-f-]{36})?$/

/** What came, when it has the form of what the hub sends; each push must be shown, so else that there is something. */
function readOf(data) {
  try {
    const { title, body, path, tag, language, isUrgent } = data.json()
    if ([title, body, path, tag, language].every(part => typeof part === 'string') && PATHS.test(path))
      return { title, body, path, tag, language, isUrgent: isUrgent === true }
  } catch {
    // Not from the hub as it is today.
  }
  return { title: '狼煙: 新しい情報があります', body: '', path: '/', tag: 'news', language: 'ja', isUrgent: false }
}

self.addEventListener('push', event => {
  const { title, body, path, tag, language, isUrgent } = readOf(event.data)
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      // A later one of the same news takes the place of the earlier, and rings again.
      tag,
      renotify: true,
      lang: language,
      icon: '/flame.svg',
      requireInteraction: isUrgent,
      data: { path },
    }),
  )
})

/** Brings a window of the portal to the news, or opens one. */
async function open(path) {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const shown = windows.find(client => new URL(client.url).pathname === path)
  if (shown) await shown.focus()
  else await self.clients.openWindow(path)
}

self.addEventListener('notificationclick', event => {
  event.notification.close()
  const path = event.notification.data?.path
  event.waitUntil(open(PATHS.test(path) ? path : '/'))
})
