/** Steps that several door tests take: the verbs of a product, and waiting for the worker without guessing how long it takes. */
import type { Actor, Listener } from '../support/actor.ts'
import { io, type Socket } from 'socket.io-client'
import { approveFor } from '../support/approving.ts'
import { productOf, release, type Released, type TestHub } from '../support/hub.ts'
import type { Mail, MailServer } from '../support/mail.ts'

export interface Drafted {
  readonly id: string
  readonly version: number
}

const VERBS = {
  draft:
    'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version state editions { category containsSecret containsCommInfo identifiesPerson requiredRank } } }',
  revise:
    'mutation ($id: ID!, $version: Int!, $input: ProductInput!) { reviseProduct(id: $id, version: $version, input: $input) { id version state } }',
  submit: 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id version state } }',
  giveBack:
    'mutation ($id: ID!, $version: Int!, $reason: String!) { returnProduct(id: $id, version: $version, reason: $reason) { id version state } }',
  correct:
    'mutation ($id: ID!, $version: Int!, $reason: String!) { correctProduct(id: $id, version: $version, reason: $reason) { id version state } }',
  release:
    'mutation ($id: ID!, $version: Int!, $reason: String) { releaseProduct(id: $id, version: $version, reason: $reason) { id version state editions { category editionId } } }',
  recall: 'mutation ($id: ID!, $reason: String!) { recallProduct(id: $id, reason: $reason) { id state } }',
} as const

const onlyField = <T>(data: Record<string, T>): T => Object.values(data)[0]

export const draft = async (who: Actor, input: object): Promise<any> => onlyField(await who.ask(VERBS.draft, { input }))
export const revise = async (who: Actor, { id, version }: Drafted, input: object): Promise<Drafted> =>
  onlyField(await who.ask(VERBS.revise, { id, version, input }))
export const submit = async (who: Actor, { id, version }: Drafted): Promise<Drafted> =>
  onlyField(await who.ask(VERBS.submit, { id, version }))
export const giveBack = async (who: Actor, { id, version }: Drafted, reason: string): Promise<Drafted> =>
  onlyField(await who.ask(VERBS.giveBack, { id, version, reason }))
export const correct = async (who: Actor, { id, version }: Drafted, reason: string): Promise<Drafted> =>
  onlyField(await who.ask(VERBS.correct, { id, version, reason }))
/** Releases, once colleagues approved of what asks for it. @param reason of what cannot wait for all that is usual */
export async function releaseOnly(who: Actor, { id, version }: Drafted, reason?: string): Promise<any> {
  await approveFor([who], { id, version })
  return releaseNow(who, { id, version }, reason)
}
/** Releases whatever anybody approved of. */
export const releaseNow = async (who: Actor, { id, version }: Drafted, reason?: string): Promise<any> =>
  onlyField(await who.ask(VERBS.release, { id, version, reason }))
export const recall = async (who: Actor, id: string, reason = '誤りがあったため'): Promise<any> =>
  onlyField(await who.ask(VERBS.recall, { id, reason }))

/** Resolves when the worker has nothing left that is due. */
export const settled = (hub: TestHub, milliseconds = 20_000): Promise<void> =>
  noneIn(hub, 'hub.outbox where dispatched_at is null and due_at <= now()', 'the worker', milliseconds)

/** Resolves when nothing is left to be told, nor waits to be sent by any channel. */
export async function everythingSent(hub: TestHub, milliseconds = 30_000): Promise<void> {
  await settled(hub)
  await noneIn(hub, `hub.delivery where state = 'QUEUED'`, 'the mails', milliseconds)
}

function noneIn(hub: TestHub, rowsOf: string, what: string, milliseconds: number): Promise<void> {
  return eventually(
    async () => {
      const { rows } = await hub.database.superuser.query<{ waiting: number }>(
        `select count(*)::int as waiting from ${rowsOf}`,
      )
      return rows[0]?.waiting === 0
    },
    what,
    milliseconds,
  )
}

/** What waits for its next try; what is on its way is due in five minutes, should it be lost, and would be sent twice. */
export const nextTryNow = (hub: TestHub) =>
  hub.database.superuser.query(
    `update hub.delivery set due_at = now() where state = 'QUEUED' and reason is not null and due_at not between now() + interval '270 seconds' and now() + interval '300 seconds'`,
  )

/** Brings the end of a product's embargoes here, and the time that its release was decided for, as time would. */
export const embargoEnds = (hub: TestHub, productId: string) =>
  hub.database.superuser.query(
    `begin; set local session_replication_role = replica;
     update hub.edition set embargo_until = now() where product_id = '${productId}' and embargo_until > now();
     update hub.product set scheduled_for = now() where id = '${productId}' and scheduled_for > now();
     update hub.outbox set due_at = now() where product_id = '${productId}' and due_at > now(); commit`,
  )

/** Brings the end of an edition here, as time would: that it lay ahead at the release is what the API holds. */
export const expireNow = (hub: TestHub, id: string) =>
  hub.database.superuser.query(
    `begin; set local session_replication_role = replica;
     update hub.edition set expires_at = now() - interval '1 second' where id = '${id}';
     update hub.edition_expiry set expires_at = now() - interval '1 second' where edition_id = '${id}'; commit`,
  )

/** Looks again every 20 ms until something is so. */
export async function eventually(
  condition: () => Promise<boolean> | boolean,
  what: string,
  milliseconds = 15_000,
): Promise<void> {
  const giveUpAt = Date.now() + milliseconds
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** The person behind a demo account. */
export async function personIdOf(hub: TestHub, prefix: string): Promise<string> {
  const { rows } = await hub.database.superuser.query<{ id: string }>('select id from hub.person where email = $1', [
    hub.account(prefix).email,
  ])
  return rows[0].id
}

/** Tells one person of a NOTICE for them alone. @returns the one mail that they got */
export async function mailToldTo(hub: TestHub, server: MailServer, prefix: string, title: string): Promise<Mail> {
  const audience = { everyone: false, people: [await personIdOf(hub, prefix)] }
  await release(
    hub.as('analyst-1'),
    hub.as('officer-1'),
    productOf(title, [{ title, text: title, audience }], { urgency: 'EMERGENCY' }),
  )
  await settled(hub)
  await eventually(() => server.mails.length > 0, 'the mail', 20_000)
  expect(server.mails.map(({ to }) => to)).toEqual([[hub.account(prefix).email]])
  return server.mails[0]
}

/** Ids of editions that somebody reads in their list, all pages of it. */
export async function editionsOf(who: Actor, filter: object = {}): Promise<string[]> {
  const ids: string[] = []
  let after: string | null = null
  do {
    const { editions }: any = await who.ask(
      'query ($filter: EditionFilter, $after: String) { editions(filter: $filter, first: 100, after: $after) { items { id } endCursor hasMore } }',
      { filter, after },
    )
    ids.push(...editions.items.map((item: { id: string }) => item.id))
    after = editions.hasMore ? editions.endCursor : null
  } while (after)
  return ids
}

/** An inbox from its beginning: what was told, in order. */
export async function inboxOf(who: Actor): Promise<
  {
    seq: number
    kind: string
    editionId: string
    edition: { id: string; title: string } | null
    deliveredAt: string | null
    acknowledgedAt: string | null
  }[]
> {
  const { inbox } = await who.ask(
    '{ inbox(first: 100) { items { seq kind editionId edition { id title } deliveredAt acknowledgedAt } } }',
  )
  return inbox.items
}

/** What a socket's next event of this name brings. */
export const nextOf = (socket: Socket, event: string): Promise<unknown[]> =>
  new Promise(resolve => socket.once(event, (...brought: unknown[]) => resolve(brought)))

/** Knocks with exactly this greeting; resolves to how it was answered, and to what may come right after it. */
export async function knockAt(
  url: string,
  auth: object,
  more: object = {},
): Promise<{ socket: Socket; answer: string; goodbye: Promise<unknown[]>; closed: Promise<unknown[]> }> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth, ...more })
  const [goodbye, closed] = [nextOf(socket, 'goodbye'), nextOf(socket, 'disconnect')]
  const answer = await new Promise<string>(resolve => {
    socket.on('connect', () => resolve('let in'))
    socket.on('connect_error', error => resolve(error.message))
  })
  return { socket, answer, goodbye, closed }
}

/** Sockets of a test, which are closed when it ends: call it where the tests are described. */
export function socketsOf(url: () => string) {
  const open: { close(): void }[] = []
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close()
  })
  return {
    async listen(who: Actor, after = 0): Promise<Listener> {
      const listener = await who.listen(after)
      open.push(listener)
      return listener
    },
    async knock(auth: object, more: object = {}) {
      const knocked = await knockAt(url(), auth, more)
      open.push(knocked.socket)
      return knocked
    },
  }
}

/** Releases one product with an edition for each tier, all to everyone. */
export const releaseToEveryTier = (analyst: Actor, officer: Actor, title: string): Promise<Released> =>
  release(
    analyst,
    officer,
    productOf(title, [
      { title: `${title} 総合`, commInfo: true },
      { title: `${title} 提供`, secret: true },
      { title: `${title} 周知` },
    ]),
  )
