/** Mails that ask people to mend what they are reached by: a real database, a real mail server, and a clock that the tests move. */
import { randomUUID } from 'node:crypto'
import { Database } from '@noroshi/database'
import { testCluster } from '@noroshi/database/testing'
import { noteMailReturn, ReachReviewService, UpkeepService } from '@noroshi/delivery'
import { openTestCouncil, type TestCouncil } from '@noroshi/membership/testing'
import { startMailServer, type MailServer } from '../support/mail.ts'

const START = new Date('2026-11-10T03:00:00Z')
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const RETURNS = { address: 'return@hub.example', key: 'nobody knows this key of thirty-two' }

let council: TestCouncil
let server: MailServer
let now = START
const workers: UpkeepService[] = []
const later = (ms: number) => (now = new Date(now.getTime() + ms))

function newWorker(database = council.database): UpkeepService {
  const worker = new UpkeepService(
    database,
    { portal: 'https://hub.example', mail: { server: server.url, from: 'noreply@hub.example', returns: RETURNS } },
    { goodForDays: 180 },
    { now: () => now, random: () => 0 },
  )
  workers.push(worker)
  return worker
}

beforeAll(async () => {
  council = await openTestCouncil(START)
  server = await startMailServer()
}, 60_000)
afterAll(async () => {
  for (const worker of workers) worker.close()
  await server.stop()
  await council.drop()
})
beforeEach(async () => {
  server.mails.length = 0
  server.answer = () => 0
  now = START
  // Nobody else of the council has anything to mend.
  await change('delete from hub.upkeep')
  await change('delete from hub.contacts_entry')
  await change('update hub.api_key set revoked_at = now() where revoked_at is null')
  await change(`update hub.organisation set state = 'SUSPENDED' where name like $1`, `${NAME}%`)
})

const NAME = '点検'
const change = (sql: string, ...values: unknown[]) => council.superuser.query(sql, values)

/** An organisation with as many people, the first of whom coordinates. @returns their ids, and its own */
async function organisation(people: number): Promise<{ id: string; of: string[] }> {
  const id = randomUUID()
  const of = Array.from({ length: people }, () => randomUUID())
  await change(
    `insert into hub.organisation (id, name, name_en, class, tier, sectors, state) values ($1, $2, $2, 'VENDOR', 'MEMBER', '{power}', 'ACTIVE')`,
    ...[id, `${NAME} ${id}`],
  )
  await change(
    `insert into hub.person (id, organisation_id, tier, name, email, roles) select p, $1, 'MEMBER', '担当', p || '@upkeep.example',
       case n when 1 then '{ORGANISATION_ADMINISTRATOR}'::text[] else '{MEMBER_READER}' end from unnest($2::uuid[]) with ordinality x (p, n)`,
    ...[id, of],
  )
  return { id, of }
}
const keyOf = (personId: string, expiresAt: Date) =>
  change(
    `insert into hub.mail_key (person_id, tier, kind, armored, fingerprint, user_ids, names_address, expires_at, added_at) values ($1, 'MEMBER', 'OPENPGP', 'x', $2, '{}', true, $3, $4)`,
    ...[personId, 'A'.repeat(40), expiresAt, new Date(START.getTime() - 90 * DAY_MS)],
  )
const inDays = (days: number) => new Date(START.getTime() + days * DAY_MS)
const recipients = () => server.mails.map(({ to }) => to.join()).sort()
async function turn(worker: UpkeepService): Promise<string[]> {
  server.mails.length = 0
  await worker.look()
  await worker.sendDue()
  return recipients()
}
const addressesOf = (...people: string[]) => people.map(id => `${id}@upkeep.example`).sort()
const rowsOf = async (personId: string) =>
  (await change('select kind, state, step, attempts from hub.upkeep where person_id = $1 order by kind', personId)).rows

describe('somebody whose key ends', () => {
  it('is told 14 and 3 days before, on the day and each week, once, until it is replaced', async () => {
    const worker = newWorker()
    const { of } = await organisation(1)
    await keyOf(of[0], inDays(20))
    const toldOn: number[] = []
    for (let hours = 0; hours <= 40 * 24; hours += 6) {
      now = new Date(START.getTime() + hours * HOUR_MS)
      const told = await turn(worker)
      if (told.length > 0) toldOn.push(hours / 24)
      expect(told).toEqual(told.length > 0 ? addressesOf(of[0]) : [])
    }
    expect(toldOn).toEqual([6, 17, 20, 27, 34])
    await change('update hub.mail_key set expires_at = $2 where person_id = $1', of[0], inDays(400))
    later(2 * DAY_MS)
    expect(await turn(worker)).toEqual([])
    expect(await rowsOf(of[0])).toEqual([])
  }, 60_000)

  it('gets one mail whoever looks and sends at once', async () => {
    const { of } = await organisation(1)
    await keyOf(of[0], inDays(0))
    const other = await organisation(1)
    await keyOf(other.of[0], inDays(0))
    const all = Array.from({ length: 6 }, newWorker)
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(all.map(worker => worker.look()))
      await Promise.all(all.map(worker => worker.sendDue()))
    }
    expect(recipients()).toEqual(addressesOf(of[0], other.of[0]))
  })

  it('is sent the same message again when a worker ends between sending and saying so, and none when it is mended meanwhile', async () => {
    const { of } = await organisation(1)
    await keyOf(of[0], inDays(0))
    const own = await Database.open({
      ...council.address,
      passwords: { hub_worker: testCluster().passwords.hub_worker },
    })
    const killed = newWorker(own)
    await killed.look()
    // It loses its connections while the server takes the mail.
    server.answer = () => {
      void own.close()
      return 0
    }
    await expect(killed.sendDue()).rejects.toThrow()
    server.answer = () => 0
    expect(recipients()).toEqual(addressesOf(of[0]))
    const [{ messageId }] = server.mails
    const next = newWorker()
    // As long as it may still be sending nobody else does.
    expect(await turn(next)).toEqual([])
    later(6 * 60_000)
    expect(await turn(next)).toEqual(addressesOf(of[0]))
    expect(server.mails[0].messageId).toBe(messageId)
    expect(await rowsOf(of[0])).toMatchObject([{ state: 'SENT', attempts: 2 }])

    await change(`update hub.upkeep set state = 'QUEUED', due_at = $1`, now)
    await change('delete from hub.mail_key where person_id = $1', of[0])
    server.mails.length = 0
    await next.sendDue()
    expect(server.mails).toEqual([])
    expect(await rowsOf(of[0])).toMatchObject([{ state: 'WITHDRAWN' }])
  })

  it('is told nothing once they are shut out, nor while their organisation is, nor when they wish no mail', async () => {
    const worker = newWorker()
    const [out, suspended, unwished, told] = [
      await organisation(1),
      await organisation(1),
      await organisation(1),
      await organisation(1),
    ]
    for (const { of } of [out, suspended, unwished, told]) await keyOf(of[0], inDays(0))
    await worker.look()
    // All three after it was decided that they are told.
    await change('update hub.person set active = false where id = $1', out.of[0])
    await change(`update hub.organisation set state = 'SUSPENDED' where id = $1`, suspended.id)
    await change(
      `insert into hub.person_channel (person_id, tier, channel, enabled, language) values ($1, 'MEMBER', 'MAIL', false, 'ja')`,
      unwished.of[0],
    )
    await worker.sendDue()
    expect(recipients()).toEqual(addressesOf(told.of[0]))
    later(DAY_MS)
    expect(await turn(worker)).toEqual([])
  })

  it('is told when their night, their days off and their mute are over', async () => {
    const worker = newWorker()
    const { of } = await organisation(1)
    await keyOf(of[0], inDays(0))
    // Tuesday noon in Japan; muted until Saturday, which is off.
    await change(
      `insert into hub.wishes (person_id, tier, time_zone, quiet_from, quiet_until, quiet_days_off, priority_breaks_quiet, digest, digest_hour, digest_weekday,
         muted_until, sectors, kinds, actors, technologies)
       values ($1, 'MEMBER', 'Asia/Tokyo', 1140, 510, true, false, 'NONE', 9, 1, $2, '{}', '{}', '{}', '{}')`,
      ...[of[0], new Date('2026-11-14T03:00:00Z')],
    )
    for (const quiet of ['2026-11-10T03:00', '2026-11-14T04:00', '2026-11-15T23:00']) {
      now = new Date(`${quiet}:00Z`)
      expect(await turn(worker)).toEqual([])
    }
    now = new Date('2026-11-15T23:30:00Z') // Monday, 8:30
    expect(await turn(worker)).toEqual(addressesOf(of[0]))
  })
})

describe('each fact', () => {
  it('is told with the others of that day in one mail, and what comes after it the day after', async () => {
    const worker = newWorker()
    const { id, of } = await organisation(2)
    await keyOf(of[0], inDays(0))
    await change(
      `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, created_at, expires_at) values (gen_random_uuid(), $2, $1, 'MEMBER', 'n', '{read}', $3, $4)`,
      ...[of[0], randomUUID(), inDays(-60), inDays(2)],
    )
    expect(await turn(worker)).toEqual(addressesOf(of[0]))
    expect(await rowsOf(of[0])).toMatchObject([
      { kind: 'API_KEY', state: 'SENT', step: -3 },
      { kind: 'MAIL_KEY', state: 'SENT', step: 0 },
    ])
    await change(
      `insert into hub.contacts_entry (organisation_id, first_id, entered_by, at) values ($1, $2, $2, $3)`,
      ...[id, of[1], inDays(-181)],
    )
    later(HOUR_MS)
    expect(await turn(worker)).toEqual(addressesOf(of[1]))
    later(DAY_MS)
    expect(await turn(worker)).toEqual(addressesOf(of[0]))
    // Confirmed by one, it is mended for all.
    await change(
      'insert into hub.contacts_confirmation (organisation_id, person_id, at) values ($1, $2, $3)',
      id,
      of[1],
      now,
    )
    await change('delete from hub.mail_key where person_id = $1', of[0])
    await change('update hub.api_key set revoked_at = now() where person_id = $1', of[0])
    for (let week = 0; week < 3; week += 1) {
      later(7 * DAY_MS)
      expect(await turn(worker)).toEqual([])
    }
  })

  it('that an endpoint fails, or is gone, or gave something up, is told to its owner until it is mended', async () => {
    const worker = newWorker()
    const { of } = await organisation(1)
    const endpoint = async (channel: string, more: string) =>
      (
        await change(
          `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, failures, open_until, failing_since, gone_at, removed_at)
           select gen_random_uuid(), $1, 'MEMBER', $2, 'n', 's', 'x', ${more} returning id`,
          ...[of[0], channel],
        )
      ).rows[0].id
    const at = (ms: number) => `'${new Date(START.getTime() + ms).toISOString()}'::timestamptz`
    // Not yet for an hour.
    const failing = await endpoint('WEBHOOK', `5, ${at(60_000)}, ${at(-HOUR_MS / 2)}, null, null`)
    expect(await turn(worker)).toEqual([])
    later(HOUR_MS)
    expect(await turn(worker)).toEqual(addressesOf(of[0]))
    await change('update hub.endpoint set failures = 0, failing_since = null where id = $1', failing)
    await endpoint('WEB_PUSH', `1, null, ${at(0)}, ${at(DAY_MS)}, ${at(DAY_MS)}`)
    const [dead] = [await endpoint('CHAT', '0, null, null, null, null')]
    await change(
      `insert into hub.delivery (person_id, channel, endpoint_id, purpose, edition_id, kind, category, urgency, reference, state, ended_at)
       values ($1, 'CHAT', $2, 'ESCALATION', gen_random_uuid(), 'RELEASED', 'NOTICE', 'ROUTINE', 'NRS-1', 'FAILED', $3)`,
      ...[of[0], dead, inDays(1)],
    )
    later(1.5 * DAY_MS)
    expect(await turn(worker)).toEqual(addressesOf(of[0]))
    expect(await rowsOf(of[0])).toMatchObject([{ kind: 'DEAD_LETTERS' }, { kind: 'PUSH' }])
    await change(`update hub.delivery set state = 'SENT' where endpoint_id = $1`, dead)
    await endpoint('WEB_PUSH', '0, null, null, null, null')
    later(7 * DAY_MS)
    expect(await turn(worker)).toEqual([])
    expect(await rowsOf(of[0])).toEqual([])
  })
})

describe('mail that comes back', () => {
  const mailed = async (personId: string, state: string, seq: number) => {
    // The inbox that it belongs to makes no difference.
    await change('set session_replication_role = replica')
    await change(
      `insert into hub.delivery (person_id, seq, channel, purpose, edition_id, kind, category, urgency, reference, state, ended_at)
       values ($1, $3, 'MAIL', 'NEWS', gen_random_uuid(), 'RELEASED', 'NOTICE', 'ROUTINE', 'NRS-1', $2, $4)`,
      ...[personId, state, seq, now],
    )
    await change('set session_replication_role = default')
  }
  const reach = async (id: string) => {
    await new ReachReviewService(council.database, { goodForDays: 180 }).reviewDue(0)
    return (await change('select reasons from hub.organisation_reach where organisation_id = $1', id)).rows[0].reasons
  }

  it('is told to the second contact, else to the first, else to who names them; and it is seen before an emergency', async () => {
    const worker = newWorker()
    const { id, of } = await organisation(4)
    const [coordinator, first, second, reader] = of
    await change(
      `insert into hub.contacts_entry (organisation_id, first_id, second_id, entered_by, at) values ($1, $2, $3, $2, $4)`,
      ...[id, first, second, inDays(-1)],
    )
    await mailed(first, 'BOUNCED', 1)
    await mailed(reader, 'SENT', 1)
    expect(await turn(worker)).toEqual(addressesOf(second))
    expect(await reach(id)).toContain('SOME_MAIL_BOUNCED')
    // Another that comes back is no other fact.
    later(2 * DAY_MS)
    await mailed(first, 'BOUNCED', 2)
    expect(await turn(worker)).toEqual([])
    await mailed(second, 'FAILED', 1)
    expect(await turn(worker)).toEqual(addressesOf(coordinator))
    later(2 * DAY_MS)
    await mailed(first, 'SENT', 3)
    await mailed(second, 'DELIVERED', 2)
    expect(await turn(worker)).toEqual([])
    expect(await reach(id)).not.toContain('SOME_MAIL_BOUNCED')
    later(30 * DAY_MS)
    expect(await turn(worker)).toEqual([])
  })

  it('may be such a mail itself', async () => {
    const worker = newWorker()
    const { of } = await organisation(2)
    const [coordinator, reader] = of
    now = new Date() // reports come when they come
    await keyOf(reader, inDays(0))
    expect(await turn(worker)).toEqual(addressesOf(reader))
    const recipient = server.mails[0].from
    const message = [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example',
      '',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b--',
    ].join('\r\n')
    expect(await noteMailReturn(council.database, RETURNS.key, { recipient, message })).toBe(true)
    later(HOUR_MS)
    expect(await turn(worker)).toEqual(addressesOf(coordinator))
  })
})
