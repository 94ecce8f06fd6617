/*
 * The page's side of its content security policy: the nonce that its styles carry, and trusted types. A text without `<` makes
 * no element, wherever it is put; style sheets are such texts, and nothing else in the portal writes markup. So that is the
 * one thing let through, and a text from outside that found its way to `innerHTML` stops there.
 */
import { setNonce } from 'get-nonce'

/** Not in TypeScript's library yet (W3C Trusted Types). */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML: (text: string) => string | null; createScriptURL: (url: string) => string | null },
  ): unknown
}

/** The one script that a page may start besides its own: it shows what is pushed (public/push-worker.js). */
export const PUSH_WORKER = '/push-worker.js'

/** Of this answer of the hub; empty under `vite dev`. */
export const pageNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

// The style that keeps the page from scrolling under a dialog is made by react-remove-scroll, which asks this package.
setNonce(pageNonce)

// Older browsers have none, and go on without.
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', {
  createHTML: text => (text.includes('<') ? null : text),
  createScriptURL: url => (url === PUSH_WORKER ? url : null),
})
