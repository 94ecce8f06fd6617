/*
 * What a browser may do with an answer (ASVS 3.4). Three policies, none of which allows anything inline: the portal's page, whose scripts
 * and styles carry the nonce of this one answer; the public pages, kept by caches, whose one style sheet is named by its hash;
 * everything else, which is no page and may do nothing at all.
 */
import { createHash, randomBytes } from 'node:crypto'

type Directives = Readonly<Record<string, readonly string[]>>

const NOTHING = ["'none'"]
const OWN = ["'self'"]

/** For what is no page: downloads, GraphQL, feeds, errors. */
export const BARE_POLICY: Directives = {
  'default-src': NOTHING,
  'base-uri': NOTHING,
  'form-action': NOTHING,
  'frame-ancestors': NOTHING,
}

/** For one answer with the portal's page. Its modules, and what they import, have the nonce; so have the styles that it makes. */
export function portalPolicy(nonce: string, publicUrl: string | undefined): string {
  return written({
    ...BARE_POLICY,
    'script-src': [`'nonce-${nonce}'`],
    'style-src': [`'nonce-${nonce}'`],
    'img-src': OWN,
    // `'self'` covers the socket in today's browsers; the older want it by its address.
    'connect-src': [...OWN, ...(publicUrl ? [publicUrl.replace(/^http/, 'ws')] : [])],
    // The one that shows what is pushed; by its address where the hub knows its own.
    'worker-src': publicUrl ? [`${publicUrl}/push-worker.js`] : OWN,
    'object-src': NOTHING,
    'form-action': OWN,
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['default'],
  })
}

/** For pages that have this one style sheet and no script: the public's, and those of who acknowledges a relay. */
export function publicPolicy(styleSheet: string): string {
  const hash = createHash('sha256').update(styleSheet).digest('base64')
  return written({
    ...BARE_POLICY,
    'style-src': [`'sha256-${hash}'`],
    'img-src': ['data:'], // the empty icon, which saves asking for one
    'object-src': NOTHING,
    'form-action': OWN,
  })
}

/** A nonce for one answer: 128 bits, never told twice. */
export const newNonce = (): string => randomBytes(16).toString('base64')

/** What no page of the hub uses, so that nothing that got into one may either; copying is what readers do with indicators. */
export const PERMISSIONS = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'browsing-topics', 'camera', 'clipboard-read', 'display-capture'],
  ...['encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection', 'local-fonts'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-create'],
  ...['publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'web-share', 'xr-spatial-tracking'],
]
  .map(feature => `${feature}=()`)
  .concat('clipboard-write=(self)')
  .join(', ')

const written = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
