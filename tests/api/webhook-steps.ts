/** What tests of webhooks do and look at: endpoints by the doors, rows of the ledger, what arrived and who signed it. */
import { createHmac, createPublicKey, verify } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { productOf, release, type TestHub } from '../support/hub.ts'
import type { Hook, WebhookSink } from '../support/webhook-sink.ts'
import { eventually, nextTryNow as nextTry, personIdOf } from './steps.ts'

const ENDPOINT =
  'id channel name host shape state lastSentAt failingSince lastReason pausedUntil deadLetters trial { askedAt endedAt reason }'
export const REGISTER = `mutation ($input: EndpointInput!) { registerEndpoint(input: $input) { secret endpoint { ${ENDPOINT} } } }`
export interface Registered {
  readonly id: string
  readonly secret: string
}

export function webhookSteps(here: () => { readonly hub: TestHub; readonly sink: WebhookSink }) {
  const people = new Map<string, Promise<Actor>>()
  const inBrowser = (prefix: string): Promise<Actor> => {
    const actor = people.get(prefix) ?? new Actor(here().hub.url, here().hub.account(prefix)).signIn()
    people.set(prefix, actor)
    return actor
  }
  async function registered(prefix: string, path = `/${prefix}`, more: object = {}): Promise<Registered> {
    const input = { channel: 'WEBHOOK', name: `${prefix} の受け口`, url: here().sink.origin + path, ...more }
    const { registerEndpoint } = await (await inBrowser(prefix)).ask(REGISTER, { input })
    return { id: registerEndpoint.endpoint.id, secret: registerEndpoint.secret }
  }
  const endpointsOf = async (prefix: string): Promise<any[]> =>
    (await (await inBrowser(prefix)).ask(`{ endpoints { ${ENDPOINT} } }`)).endpoints
  const change = async (prefix: string, name: string, id: string): Promise<any> =>
    (await (await inBrowser(prefix)).ask(`mutation ($id: ID!) { ${name}(id: $id) { ${ENDPOINT} } }`, { id }))[name]
  const makers = () => [here().hub.as('analyst-1'), here().hub.as('officer-1')] as const
  const toThese = async (prefixes: readonly string[], title: string, more: object = {}, urgency = 'ROUTINE') =>
    release(
      ...makers(),
      productOf(
        title,
        [
          {
            title,
            text: title,
            audience: {
              everyone: false,
              people: await Promise.all(prefixes.map(prefix => personIdOf(here().hub, prefix))),
            },
            ...more,
          },
        ],
        { urgency },
      ),
    )
  const rowsOf = async (endpointId: string) =>
    (
      await here().hub.database.superuser.query<{ id: string; state: string; reason: string | null; attempts: number }>(
        'select id, state, reason, attempts from hub.delivery where endpoint_id = $1 order by queued_at, seq',
        [endpointId],
      )
    ).rows
  const until = (endpointId: string, what: (rows: Awaited<ReturnType<typeof rowsOf>>) => boolean, name: string) =>
    eventually(async () => what(await rowsOf(endpointId)), name, 30_000)
  const ended = (endpointId: string, many = 1) =>
    until(endpointId, rows => rows.filter(({ state }) => state !== 'QUEUED').length >= many, 'the rows to end')
  const hooksAt = (path: string) => here().sink.hooks.filter(hook => hook.path === path)
  const nextTryNow = () => nextTry(here().hub)
  return { change, ended, endpointsOf, hooksAt, inBrowser, makers, nextTryNow, registered, rowsOf, toThese, until }
}

/** As an engineer would after reading docs/webhooks.md, with nothing of the hub's own code. */
export const isSignedWith = ({ headers, body }: Hook, secret: string): boolean => {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(signed)
    .digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${mac}`)
}
export const isSignedByHub = ({ headers, body }: Hook, publicKey: string): boolean => {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const [, signature = ''] = /(?:^| )v1a,(\S+)/.exec(String(headers['webhook-signature'])) ?? []
  return verify(null, Buffer.from(signed), createPublicKey(publicKey), Buffer.from(signature, 'base64'))
}
/** Every header that may come, besides those that any request has. */
export const HEADERS = ['accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent', 'webhook-id', 'webhook-signature', 'webhook-timestamp'] // prettier-ignore
