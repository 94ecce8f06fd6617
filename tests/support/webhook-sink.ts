/** A server of somebody who is told by webhook: real TLS, remembers each request to the byte, and answers as it is told to. */
import { once } from 'node:events'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { newWebhookKeys } from '@noroshi/delivery'
import { newIntakeKeys, type FetchPolicy } from '@noroshi/intake'
import type { TestHubOptions } from './hub.ts'
import { selfSigned } from './certificate.ts'

export interface Hook {
  readonly at: number
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface WebhookSink {
  /** Ends without a slash; nobody but the hub's own resolver knows the name. */
  readonly origin: string
  readonly hooks: Hook[]
  /** How a request is answered; a number is a status. */
  answer: (hook: Hook, response: ServerResponse) => number | undefined
  /** How a hub reaches it. */
  readonly policy: FetchPolicy
  stop(): Promise<void>
}

export const HOST = 'hooks.test'

export async function startWebhookSink(host = HOST): Promise<WebhookSink> {
  const { certificate, key } = selfSigned(host)
  const here: Pick<WebhookSink, 'hooks' | 'answer'> = { hooks: [], answer: () => 204 }
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const hook = { at: performance.now(), path: request.url ?? '', headers: request.headers, body }
      here.hooks.push(hook)
      const status = here.answer(hook, response)
      if (status !== undefined) response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  const origin = `https://${host}:${port}`
  const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
  return Object.assign(here, {
    origin,
    policy: { allowedOrigins: [origin], authorities: certificate, resolve },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

const [sealing, signing] = [newIntakeKeys(), newWebhookKeys()]

/** A hub that posts to these sinks. */
export function postingTo(
  policy: FetchPolicy,
): Required<Pick<TestHubOptions, 'endpoints' | 'webhookKeyPem' | 'delivery'>> {
  return {
    endpoints: { publicKeyPem: sealing.publicPem, allowedOrigins: policy.allowedOrigins ?? [] },
    webhookKeyPem: signing.publicPem,
    delivery: {
      portal: 'https://hub.example',
      mail: null,
      posting: { privateKeyPem: sealing.privatePem, signingKeyPem: signing.privatePem, policy },
    },
  }
}
