/*
 * This browser's own subscription to be pushed to (W3C Push API). The service worker that shows what comes is the one script of the portal
 * that outlives its page; its address is the only one that may become a script here (Trusted Types).
 */

import { PUSH_WORKER } from '../shell/trusted-text.ts'

/** Why this browser can't: by itself, because its user refused, or because its push service did. */
export class PushRefused extends Error {
  constructor(readonly reason: 'unsupported' | 'denied' | 'failed') {
    super(reason)
  }
}

export const knowsPush = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis

/** By which the hub's list names this browser; null when it is not subscribed. */
export async function digestHere(): Promise<string | null> {
  const subscription = await subscriptionHere()
  return subscription && digestOf(subscription.endpoint)
}

/** @throws PushRefused */
export async function subscribeHere(key: string, isKnown: (digest: string) => boolean) {
  if (!knowsPush()) throw new PushRefused('unsupported')
  if ((await Notification.requestPermission()) !== 'granted') throw new PushRefused('denied')
  try {
    await navigator.serviceWorker.register(PUSH_WORKER)
    const { pushManager } = await navigator.serviceWorker.ready
    // Of somebody else who signed in here before, or to a key that the hub no longer has.
    const before = await pushManager.getSubscription()
    if (before && !isKnown(await digestOf(before.endpoint))) await before.unsubscribe()
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {}
    return { name: nameHere(), endpoint: subscription.endpoint, p256dh, auth }
  } catch {
    throw new PushRefused('failed')
  }
}

export async function unsubscribeHere(): Promise<void> {
  await (await subscriptionHere())?.unsubscribe()
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  if (!knowsPush()) return null
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function digestOf(address: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(address)))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const BROWSERS = [
  [/Edg(A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const
const SYSTEMS = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
] as const

/** Such as `Firefox – Windows`, by which its owner knows it among others. */
function nameHere(): string {
  const first = (known: readonly (readonly [RegExp, string])[]) =>
    known.find(([sign]) => sign.test(navigator.userAgent))?.[1]
  return [first(BROWSERS), first(SYSTEMS)].filter(part => part !== undefined).join(' – ') || 'Browser'
}
