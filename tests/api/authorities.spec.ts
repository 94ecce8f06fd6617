/** Whom the hub believes that a foreign server is who it says: whom everybody believes, and whom its operator names besides. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { guardedFetch, type FetchPolicy } from '@noroshi/intake'
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

let known: WebhookSink
let named: WebhookSink
const believed = getCACertificates()
beforeAll(async () => {
  known = await startWebhookSink()
  named = await startWebhookSink('named.test')
})
afterAll(async () => {
  setDefaultCACertificates(believed)
  await known.stop()
  await named.stop()
}, 20_000)

it('are believed besides those that are believed anyway, and nobody else is', async () => {
  const { authorities: everybodys = '', resolve } = known.policy
  setDefaultCACertificates([...believed, everybodys])
  const got = async (sink: WebhookSink, more: FetchPolicy): Promise<unknown> => {
    const fetch = guardedFetch({ allowedOrigins: [known.origin, named.origin], ...(resolve && { resolve }), ...more })
    return fetch(sink.origin, { method: 'POST', headers: {}, body: 'x', signal: new AbortController().signal }).then(
      ({ status }) => status,
      (error: { reason: string }) => error.reason,
    )
  }
  const { authorities = '' } = named.policy
  expect([await got(known, {}), await got(named, {})]).toEqual([204, 'UNREACHABLE'])
  expect([await got(known, { authorities }), await got(named, { authorities })]).toEqual([204, 204])
}, 30_000)
