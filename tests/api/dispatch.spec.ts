import { testCluster } from '@noroshi/database/testing'
import { startWorker } from '@noroshi/worker'
import { Client } from 'pg'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { eventually, inboxOf, personIdOf, recall, settled } from './steps.ts'

describe('two workers at once', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startTestHub({ worker: false })
  }, 60_000)
  afterAll(() => hub.stop())

  it('never let a recall overtake the release that it takes back', async () => {
    const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
    const cluster = testCluster()
    const { address, superuser } = hub.database
    const { productId, editions } = await release(analyst, officer, productOf('first', [{ title: 'first' }]))
    const personId = await personIdOf(hub, 'wakaba')

    // The first worker, played by hand, is in the middle of announcing the release.
    const first = new Client({ connectionString: cluster.adminUrl.replace(/\/postgres$/, `/${address.database}`) })
    await first.connect()
    await first.query('begin')
    await first.query('select id from hub.outbox where product_id = $1 for update', [productId])
    await recall(officer, productId)
    const next = await release(
      analyst,
      officer,
      productOf('next', [{ title: 'next', audience: { everyone: false, sectors: ['gas'] } }]),
    )

    const second = await startWorker({
      database: { ...address, passwords: { hub_worker: cluster.passwords.hub_worker } },
      logLevel: 'silent',
      healthPort: undefined,
    })
    const done = async (id: string) => {
      const { rows } = await superuser.query(
        'select 1 from hub.outbox where product_id = $1 and dispatched_at is not null',
        [id],
      )
      return rows.length > 0
    }
    await eventually(() => done(next.productId), 'the second worker to go past the recall')
    expect(await done(productId)).toBe(false)

    await first.query(`insert into hub.inbox_counter (person_id, last_seq) values ($1, 1)`, [personId])
    await first.query(
      `insert into hub.inbox (person_id, seq, tier, kind, edition_id, label_id, category, urgency, reference)
       select $1, 1, 'FRIEND', 'RELEASED', id, label_id, category, urgency, reference from hub.edition where id = $2`,
      [personId, editions['NOTICE']],
    )
    await first.query(`update hub.outbox set dispatched_at = now() where product_id = $1 and kind = 'RELEASED'`, [
      productId,
    ])
    await first.query('commit')
    await first.end()
    await settled(hub)
    expect((await inboxOf(hub.as('wakaba'))).map(({ seq, kind, editionId }) => ({ seq, kind, editionId }))).toEqual([
      { seq: 1, kind: 'RELEASED', editionId: editions['NOTICE'] },
      { seq: 2, kind: 'RECALLED', editionId: editions['NOTICE'] },
    ])
    await second.close()
  }, 30_000)
})
