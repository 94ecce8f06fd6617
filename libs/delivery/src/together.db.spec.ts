/** Rows that waited for a wish on a real database: taken together by one worker, apart from what does not wait, each named by its mail. */
import { Logger } from '@nestjs/common'
import { asSender } from '@noroshi/database/system-reader'
import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { demoCouncil, foundCouncil, MembershipService } from '@noroshi/membership'
import { randomUUID } from 'node:crypto'
import { DispatcherService } from './dispatcher.service.ts'
import { LedgerRepository } from './ledger.repository.ts'
import { TogetherRepository } from './together.repository.ts'
import { apart, joined } from './together.ts'

const MAIL = { portal: 'https://hub.example', mail: { server: 'smtp://localhost:1', from: 'hub@hub.example' } }
const EDITION = `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
    kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
  values ($1, $2, $3, 'NOTICE', false, false, false, $4, $5, 'BULLETIN', 'HIGH', $6, 't', 's', 'b', '[]', '{}', 0, 't', 'd', 's', 'k', now())`

describe('mails that wait', () => {
  let test: TestDatabase
  let author: { id: string; organisation_id: string }
  let reader: string

  beforeAll(async () => {
    Logger.overrideLogger(false)
    test = await cloneDatabase(testCluster(), [], ['hub_migrator', 'hub_worker'])
    await foundCouncil(test.database, demoCouncil(new Date()).council, new Date())
    const people = await test.superuser.query(
      `select id, organisation_id, tier from hub.person where active order by 'ANALYST' = any (roles) desc, tier = 'FRIEND' desc, email`,
    )
    author = people.rows[0]
    reader = people.rows.find(({ tier }: { tier: string }) => tier === 'FRIEND').id
    await test.superuser.query(
      `insert into hub.wishes (person_id, tier, time_zone, quiet_days_off, priority_breaks_quiet, digest, digest_hour, digest_weekday, sectors, kinds, actors, technologies)
       values ($1, 'FRIEND', 'Asia/Tokyo', false, false, 'WEEKLY', 9, 1, '{}', '{}', '{}', '{}')`,
      [reader],
    )
  }, 60_000)
  afterAll(() => test.drop())

  async function tell(urgency: string): Promise<string> {
    const [id, productId] = [randomUUID(), randomUUID()]
    await test.superuser.query(
      `insert into hub.product (id, owner_organisation_id, author_id, title, kind, severity, urgency, state) values ($1, $2, $3, 't', 'BULLETIN', 'HIGH', $4, 'RELEASED')`,
      [productId, author.organisation_id, author.id, urgency],
    )
    const { rows } = await test.superuser.query(
      `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       values ('NOTICE', 0, false, '{}', '{}', array[$2::uuid], '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', false, decode(md5($1), 'hex')) returning id`,
      [id, reader],
    )
    const edition = [id, `NRS-${id.slice(0, 8)}`, rows[0].id, productId, author.organisation_id, urgency]
    await test.superuser.query(EDITION, edition)
    await test.superuser.query(`insert into hub.outbox (kind, product_id) values ('RELEASED', $1)`, [productId])
    await new DispatcherService(test.database, new MembershipService(test.database), MAIL).dispatchDue()
    return id
  }
  const take = () =>
    asSender(test.database, async tx => {
      const firsts = await new LedgerRepository().take(tx, 'MAIL', 10)
      const all = [...firsts, ...(await new TogetherRepository().takeOthers(tx, firsts))]
      return joined(all.map(({ delivery }) => ({ delivery, withheld: null })))
    })

  it('are taken as one by one worker when their time has come, and hold up nothing until then', async () => {
    const waiting = [await tell('ROUTINE'), await tell('ROUTINE'), await tell('ROUTINE')]
    const priority = await tell('PRIORITY')
    expect((await take()).map(({ delivery }) => delivery.editionId)).toEqual([priority])
    await test.superuser.query(
      `update hub.delivery set put_off_until = now(), due_at = now() where state = 'QUEUED' and put_off is not null`,
    )
    // The priority is still on its way; whoever looks now takes all that waited, once.
    const [one, other] = await Promise.all([take(), take()])
    const taken = [...one, ...other].map(({ delivery }) => delivery)
    expect(taken.map(({ editionId, together = [] }) => [editionId, ...together.map(more => more.editionId)])).toEqual([
      waiting,
    ])
    const outcomes = new Map(taken.map(({ id }) => [id, { state: 'SENT' as const, reason: null }]))
    const rows = apart(taken, outcomes)
    await asSender(test.database, async tx => {
      await new LedgerRepository().settle(tx, rows.taken, rows.outcomes)
      await new TogetherRepository().noteTogether(tx, taken, outcomes)
    })
    const { rows: kept } = await test.superuser.query(
      `select state, sent_with from hub.delivery where edition_id = any ($1::uuid[]) order by seq`,
      [waiting],
    )
    const [{ id }] = taken
    expect(kept).toEqual([
      { state: 'SENT', sent_with: null },
      { state: 'SENT', sent_with: id },
      { state: 'SENT', sent_with: id },
    ])
    expect(await take()).toEqual([])
  }, 60_000)

  it('do not overtake what came before them and is tried again', async () => {
    await test.superuser.query(`update hub.delivery set state = 'SENT', ended_at = now() where state = 'QUEUED'`)
    const [before, emergency, after] = [await tell('ROUTINE'), await tell('EMERGENCY'), await tell('ROUTINE')]
    expect((await take()).map(({ delivery }) => delivery.editionId)).toEqual([emergency])
    await test.superuser.query(
      `update hub.delivery set put_off_until = now(), due_at = now() where state = 'QUEUED' and put_off is not null`,
    )
    expect((await take()).map(({ delivery: { editionId, together } }) => [editionId, together])).toEqual([
      [before, undefined],
    ])
    await test.superuser.query(`update hub.delivery set state = 'SENT', ended_at = now() where edition_id = any ($1)`, [
      [before, emergency],
    ])
    expect((await take()).map(({ delivery }) => delivery.editionId)).toEqual([after])
  }, 60_000)

  it('are never of an emergency: the database holds it', async () => {
    const emergency = await tell('EMERGENCY')
    await expect(
      test.superuser.query(
        `update hub.delivery set put_off = 'MUTED', put_off_until = now() + interval '1 day' where edition_id = $1`,
        [emergency],
      ),
    ).rejects.toThrow('delivery_emergency_waits_for_nothing')
  }, 60_000)
})
