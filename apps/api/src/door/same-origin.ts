import { HubError } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'

/** Cross-site requests cannot set this header without asking first, and the hub never says yes (WB-2). */
export const REQUEST_HEADER = 'x-noroshi-request'

/**
 * Requests that change something and ride on a cookie must come from the hub's own pages: own Origin, not cross-site by
 * the browser's own word, and with our header.
 */
export function requireSameOrigin(fastify: FastifyInstance, publicUrl: string | undefined): void {
  fastify.addHook('onRequest', async request => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || !request.headers.cookie) return
    const { origin, host } = request.headers
    const site = request.headers['sec-fetch-site']
    const ownOrigin =
      origin === undefined || origin === publicUrl || (publicUrl === undefined && origin === `http://${host}`)
    const ownSite = site === undefined || site === 'same-origin'
    if (!ownOrigin || !ownSite || request.headers[REQUEST_HEADER] === undefined)
      throw new HubError(
        'FORBIDDEN',
        'CROSS_SITE',
        `Requests with a cookie come from the hub's own pages and carry ${REQUEST_HEADER}.`,
        undefined,
        `Cookie を伴うリクエストは、本システムの画面から ${REQUEST_HEADER} を付けて送信してください。`,
      )
  })
}
