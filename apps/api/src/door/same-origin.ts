import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'
import { isPlainForm } from './plain-form.ts'

/** Cross-site requests cannot set this header without asking first, and the hub never says yes (WB-2). */
export const REQUEST_HEADER = 'x-noroshi-request'

/**
 * Requests that change something and come from a browser must come from the hub's own pages: own Origin, not cross-site by the
 * browser's own word, and with our header. Also before there is a cookie, or else another site could sign a reader in as
 * somebody it chose. Programs, which send none of a browser's headers, are not asked.
 */
export function requireSameOrigin(fastify: FastifyInstance, publicUrl: string | undefined): void {
  fastify.addHook('onRequest', async request => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return
    const { cookie, origin, host, referer } = request.headers
    const plain = isPlainForm(request)
    const site = request.headers['sec-fetch-site']
    const isBrowser = plain || cookie !== undefined || origin !== undefined || site !== undefined
    if (!isBrowser) return
    const own = publicUrl ?? `http://${host}`
    // A form without a script has no header of ours; browsers that send no Origin with it say from which page it is.
    const ownOrigin = origin === undefined ? !plain || referer?.startsWith(`${own}/`) === true : origin === own
    const ownSite = site === undefined || site === 'same-origin'
    if (!ownOrigin || !ownSite || (!plain && request.headers[REQUEST_HEADER] === undefined))
      throw new HubError(
        'FORBIDDEN',
        'CROSS_SITE',
        `Requests of browsers come from the hub's own pages and carry ${REQUEST_HEADER}.`,
        undefined,
        `ブラウザーからのリクエストは、本システムの画面から ${REQUEST_HEADER} を付けて送信してください。`,
      )
  })
}
