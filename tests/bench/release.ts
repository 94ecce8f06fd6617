/** One edition of many objects to many organisations: until its release is answered, until the last inbox has it, and until a reader has it open. */
import { randomUUID } from 'node:crypto'
import { seededRandom } from '@noroshi/clearance/testing'
import { Actor } from '../support/actor.ts'
import { approveFor } from '../support/approving.ts'
import { figure, median, nowMs, pause, rounded } from './figures.ts'
import { bundleOf } from './ingest.ts'
import { addMembers, openHub, PEOPLE_OF_ORGANISATION, superuserOf } from './people.ts'
import { RELEASE } from './releasing.ts'

const GIVE_UP_MS = 60_000
const OPENINGS = 9
const EDITION = `query ($id: ID!) { edition(id: $id) { id reference category kind severity urgency title summary body
  indicators { kind value name stixId } objectCount releasedAt digest signature keyId } }`

export async function release(objects: number, organisations: number, rounds: number, seed: number): Promise<void> {
  const hub = await openHub()
  const superuser = await superuserOf(hub)
  try {
    await addMembers(superuser, organisations * PEOPLE_OF_ORGANISATION)
    const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
    const officer = new Actor(hub.url, hub.account('officer-1')).withKey()
    const member = new Actor(hub.url, hub.account('hoshiwatari-power-1')).withKey()
    const bundle = bundleOf(objects, seededRandom(seed))
    await analyst.importBundle(randomUUID(), bundle)
    const stixIds = (JSON.parse(bundle) as { objects: { id: string }[] }).objects.map(({ id }) => id)
    let committedAt = 0
    superuser.on('notification', () => (committedAt = nowMs()))
    await superuser.query('listen hub_outbox')

    const times = { submit: [] as number[], answer: [] as number[], last: [] as number[], open: [] as number[] }
    let recipients = 0
    for (let round = -1; round < rounds; round += 1) {
      const draft = await drafted(analyst, `計測 ${round}`, stixIds)
      const submitting = nowMs()
      await analyst.ask(
        'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }',
        draft,
      )
      const submitted = nowMs() - submitting
      await approveFor([analyst, officer], draft)
      const askedAt = nowMs()
      await officer.ask(RELEASE, draft)
      const answer = nowMs() - askedAt
      const told = await lastInbox(superuser, draft.id)
      recipients = told.recipients
      const id = told.editionId
      if (round < 0) continue
      times.submit.push(submitted)
      times.answer.push(answer)
      times.last.push(Math.max(0, told.at - committedAt))
      for (let opening = 0; opening < OPENINGS; opening += 1) {
        const from = nowMs()
        await member.ask(EDITION, { id })
        times.open.push(nowMs() - from)
      }
    }
    figure('release', {
      ...{ n: objects, organisations, recipients, rounds },
      submit_ms: rounded(median(times.submit), 0),
      answer_ms: rounded(median(times.answer), 0),
      commit_to_last_inbox_ms: rounded(median(times.last), 0),
      open_ms: rounded(median(times.open), 0),
      open_worst_ms: rounded(Math.max(...times.open), 0),
    })
  } finally {
    await superuser.end()
    await hub.stop()
  }
}

async function drafted(analyst: Actor, title: string, stixIds: readonly string[]) {
  const fragment = { text: title, stixIds, containsSecret: true, containsCommInfo: false, identifiesPerson: false }
  const edition = { title, summary: title, fragments: [fragment], audience: { everyone: true } }
  const { draftProduct } = await analyst.ask<{ draftProduct: { id: string; version: number } }>(
    'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }',
    { input: { title, kind: 'IOC_PACKAGE', severity: 'HIGH', urgency: 'PRIORITY', editions: [edition] } },
  )
  return draftProduct
}

/** When the worker was seen to have told everybody, to the 5 ms that are between two looks. */
async function lastInbox(superuser: Awaited<ReturnType<typeof superuserOf>>, productId: string) {
  const giveUpAt = Date.now() + GIVE_UP_MS
  for (;;) {
    const { rows } = await superuser.query<{ editionId: string; recipients: number; waiting: number }>(
      `select e.id as "editionId", (select count(*)::int from hub.inbox i where i.edition_id = e.id) as recipients,
         (select count(*)::int from hub.outbox o where o.product_id = e.product_id and o.dispatched_at is null) as waiting
       from hub.edition e where e.product_id = $1`,
      [productId],
    )
    const [found] = rows
    if (found?.waiting === 0) return { ...found, at: nowMs() }
    if (Date.now() > giveUpAt) throw new Error('the worker told nobody')
    await pause(5)
  }
}
