import { cloneDatabase, testCluster, type TestDatabase } from '@noroshi/database/testing'
import { demoCouncil, foundCouncil, MembershipService } from '@noroshi/membership'
import { Logger } from '@nestjs/common'
import { randomUUID } from 'node:crypto'
import { DispatcherService } from './dispatcher.service.ts'

const NO_CHANNELS = { portal: '', mail: null }

const EDITION = `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
    kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
  values ($1, $2, $3, $4, $4 = 'PROVISION', false, false, $5, $6, 'BULLETIN', 'HIGH', 'ROUTINE', 't', 's', 'b', '[]', '{}', 0, 't', 'd', 's', 'k', now())`

describe('the dispatcher', () => {
  let test: TestDatabase
  let dispatcher: DispatcherService
  let ownerId: string
  let authorId: string

  beforeAll(async () => {
    Logger.overrideLogger(false)
    test = await cloneDatabase(testCluster(), [], ['hub_migrator', 'hub_worker'])
    await foundCouncil(test.database, demoCouncil(new Date()).council, new Date())
    dispatcher = new DispatcherService(test.database, new MembershipService(test.database), NO_CHANNELS)
    const { rows } = await test.superuser.query(
      `select id, organisation_id from hub.person where 'ANALYST' = any (roles) limit 1`,
    )
    authorId = rows[0].id
    ownerId = rows[0].organisation_id
  }, 60_000)
  afterAll(() => test.drop())

  /** Puts a product with these editions to everyone on the table, as a release would leave it. */
  async function released(
    ...categories: ('PROVISION' | 'NOTICE')[]
  ): Promise<{ productId: string; editions: Map<string, string> }> {
    const productId = randomUUID()
    await test.superuser.query(
      `insert into hub.product (id, owner_organisation_id, author_id, title, kind, severity, urgency, state) values ($1, $2, $3, 't', 'BULLETIN', 'HIGH', 'ROUTINE', 'RELEASED')`,
      [productId, ownerId, authorId],
    )
    const editions = new Map<string, string>()
    for (const category of categories) {
      const { rows } = await test.superuser.query(
        `insert into hub.label (category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
         values ($1, $2, true, '{}', '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', false, decode(md5($3), 'hex')) returning id`,
        [category, category === 'NOTICE' ? 0 : 1, randomUUID()],
      )
      const id = randomUUID()
      await test.superuser.query(EDITION, [id, `NRS-${id.slice(0, 8)}`, rows[0].id, category, productId, ownerId])
      editions.set(category, id)
    }
    return { productId, editions }
  }

  const announce = (productId: string, kind = 'RELEASED') =>
    test.superuser.query(`insert into hub.outbox (kind, product_id) values ($1, $2)`, [kind, productId])

  const inboxOf = async (
    tier: string,
  ): Promise<{ person_id: string; seq: string; kind: string; edition_id: string }[]> =>
    (
      await test.superuser.query(
        `select person_id, seq, kind, edition_id from hub.inbox where tier = $1 order by person_id, seq`,
        [tier],
      )
    ).rows

  async function requireGapFree(): Promise<void> {
    const { rows } = await test.superuser.query(
      `select person_id from hub.inbox group by person_id having count(*) <> max(seq) or min(seq) <> 1
       union select person_id from hub.inbox_counter c where last_seq <> (select count(*) from hub.inbox i where i.person_id = c.person_id)`,
    )
    expect(rows).toEqual([])
  }

  it('gives each person the most comprehensive edition they may read, once, numbered without gaps', async () => {
    const { productId, editions } = await released('PROVISION', 'NOTICE')
    await announce(productId)
    await announce(productId)
    expect(await dispatcher.dispatchDue()).toBe(2)
    const friends = await inboxOf('FRIEND')
    expect(new Set(friends.map(row => row.edition_id))).toEqual(new Set([editions.get('NOTICE')]))
    const members = await inboxOf('MEMBER')
    expect(new Set(members.map(row => row.edition_id))).toEqual(new Set(editions.values()))
    expect(new Set(members.map(row => row.person_id)).size).toBe(members.length)
    await requireGapFree()
  })

  it('tells of a recall exactly those who were told of the release', async () => {
    const { productId } = await released('NOTICE')
    await announce(productId)
    await dispatcher.dispatchDue()
    await test.superuser.query(`update hub.edition set recalled_at = now() where product_id = $1`, [productId])
    await announce(productId, 'RECALLED')
    await dispatcher.dispatchDue()
    const { rows } = await test.superuser.query(
      `select count(*) filter (where i.kind = 'RELEASED') as told, count(*) filter (where i.kind = 'RECALLED') as recalled
       from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1`,
      [productId],
    )
    expect(rows[0].recalled).toBe(rows[0].told)
    await requireGapFree()
  })

  it('tells of a correction once, whoever had what it corrects, also when it failed half-way and when it is announced again', async () => {
    const { productId, editions } = await released('NOTICE')
    const earlier = editions.get('NOTICE')
    const { superuser } = test
    await announce(productId)
    await dispatcher.dispatchDue()
    const now = randomUUID()
    await superuser.query(`update hub.edition set recalled_at = now() where id = $1`, [earlier])
    const { rows: labels } = await superuser.query(`select label_id from hub.edition where id = $1`, [earlier])
    const labelId = labels[0].label_id
    await superuser.query(EDITION, [now, `NRS-${now.slice(0, 8)}`, labelId, 'NOTICE', productId, ownerId])
    await superuser.query(
      `insert into hub.edition_correction (edition_id, earlier_id, label_id, category, earlier_label_id, reference, title, summary, body, indicators, released_at, corrected_at)
       values ($1, $2, $3, 'NOTICE', $3, 'r', 't', 's', 'b', '[]', now(), now())`,
      [now, earlier, labelId],
    )
    // Fails after the inboxes are written: none of it may stand.
    await superuser.query(
      `create function hub.fail_added() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
       create trigger fail before insert on hub.edition_added for each row execute function hub.fail_added()`,
    )
    await announce(productId, 'CORRECTED')
    await dispatcher.dispatchDue()
    await superuser.query(`drop trigger fail on hub.edition_added; drop function hub.fail_added()`)
    const toldOf = async () =>
      (
        await superuser.query(
          `select i.kind, i.edition_id = $2 as is_new, count(*)::int as people, count(distinct i.person_id)::int as persons from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1 group by 1, 2 order by 1`,
          [productId, now],
        )
      ).rows
    expect((await toldOf()).map(({ kind }) => kind)).toEqual(['RELEASED'])
    await superuser.query(`update hub.outbox set due_at = now() where product_id = $1`, [productId])
    await announce(productId, 'CORRECTED')
    expect(await dispatcher.dispatchDue()).toBe(2)
    const told = await toldOf()
    expect(told).toMatchObject([
      { kind: 'CORRECTED', is_new: true },
      { kind: 'RELEASED', is_new: false },
    ])
    expect(told[0]).toMatchObject({ people: told[1].people, persons: told[1].people })
    await requireGapFree()
  })

  it('tells nobody of what was recalled before it was dispatched', async () => {
    const { productId } = await released('NOTICE')
    await announce(productId)
    await test.superuser.query(`update hub.edition set recalled_at = now() where product_id = $1`, [productId])
    await announce(productId, 'RECALLED')
    await dispatcher.dispatchDue()
    const { rowCount } = await test.superuser.query(
      `select 1 from hub.inbox i join hub.edition e on e.id = i.edition_id where e.product_id = $1`,
      [productId],
    )
    expect(rowCount).toBe(0)
  })

  it('keeps numbers gap-free when several workers dispatch at once', async () => {
    for (let round = 0; round < 20; round += 1) await announce((await released('PROVISION', 'NOTICE')).productId)
    const workers = [1, 2, 3].map(
      () => new DispatcherService(test.database, new MembershipService(test.database), NO_CHANNELS),
    )
    const done = await Promise.all(workers.map(worker => worker.dispatchDue()))
    expect(done.reduce((sum, one) => sum + one, 0)).toBe(20)
    await requireGapFree()
  }, 30_000)

  it('postpones a row that cannot be dispatched, so that those behind it go out', async () => {
    const broken = await released('NOTICE')
    const good = await released('NOTICE')
    // Whatever makes a row fail, here the database itself: none of it may be half-written.
    await test.superuser.query(
      `create function hub.fail() returns trigger language plpgsql as $$ begin if new.edition_id = '${broken.editions.get('NOTICE')}' then raise exception 'no'; end if; return new; end $$`,
    )
    await test.superuser.query(
      `create trigger fail before insert on hub.inbox for each row execute function hub.fail()`,
    )
    await announce(broken.productId)
    await announce(good.productId)
    await dispatcher.dispatchDue()
    await test.superuser.query(`drop trigger fail on hub.inbox`)
    const { rows } = await test.superuser.query(
      `select product_id, attempts, dispatched_at is not null as done from hub.outbox where product_id = any($1::uuid[]) order by id`,
      [[broken.productId, good.productId]],
    )
    expect(rows).toEqual([
      { product_id: broken.productId, attempts: 1, done: false },
      { product_id: good.productId, attempts: 0, done: true },
    ])
    await test.superuser.query(`update hub.outbox set due_at = now() where product_id = $1`, [broken.productId])
    await dispatcher.dispatchDue()
    await requireGapFree()
  })

  it('tries a row again within a second, however often, when there was no room on the disk', async () => {
    const { productId } = await released('NOTICE')
    // As PostgreSQL refuses it, while marking the row still finds room.
    await test.superuser.query(
      `create function hub.is_full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`,
    )
    await test.superuser.query(
      `create trigger is_full before insert on hub.inbox for each row execute function hub.is_full()`,
    )
    await announce(productId)
    for (let time = 0; time < 4; time += 1) {
      await test.superuser.query(`update hub.outbox set due_at = now() where product_id = $1`, [productId])
      await dispatcher.dispatchDue()
    }
    await test.superuser.query(`drop trigger is_full on hub.inbox`)
    const { rows } = await test.superuser.query(
      `select attempts, due_at <= now() + interval '1 second' as soon from hub.outbox where product_id = $1`,
      [productId],
    )
    expect(rows).toEqual([{ attempts: 0, soon: true }])
    await test.superuser.query(`update hub.outbox set due_at = now() where product_id = $1`, [productId])
    expect(await dispatcher.dispatchDue()).toBe(1)
    await requireGapFree()
  })

  it('keeps nobody waiting for dates that lie a day ahead, because a clock did', async () => {
    const first = await released('NOTICE')
    await announce(first.productId)
    await dispatcher.dispatchDue()
    await test.superuser.query(
      `update hub.edition_added set added_at = added_at + interval '1 day', last_at = last_at + interval '1 day' where edition_id = $1`,
      [first.editions.get('NOTICE')],
    )
    for (let time = 0; time < 3; time += 1) await announce((await released('NOTICE')).productId)
    const from = performance.now()
    expect(await dispatcher.dispatchDue()).toBe(3)
    expect(performance.now() - from).toBeLessThan(3_000)
    await requireGapFree()
  })

  it('tells the pushers that there is something, and nothing of what', async () => {
    const told: (string | undefined)[] = []
    const { superuser } = test
    superuser.on('notification', ({ channel, payload }) => told.push(`${channel}:${payload}`))
    await superuser.query('listen hub_inbox')
    await announce((await released('NOTICE')).productId)
    await dispatcher.dispatchDue()
    await superuser.query('unlisten hub_inbox') // what was told arrives before the answer to this
    expect(told).toEqual(['hub_inbox:'])
  })

  it('fails with what the database said when it could not even take a row', async () => {
    await announce((await released('NOTICE')).productId)
    await test.superuser.query('revoke select on hub.outbox from hub_worker')
    await expect(dispatcher.dispatchDue()).rejects.toThrow('permission denied for table outbox')
    await test.superuser.query('grant select on hub.outbox to hub_worker')
    expect(await dispatcher.dispatchDue()).toBe(1)
  })
})
