/*
 * The second wall: what row-level security says when the application's code is left out. Statements here run on a tier's
 * login with settings of the attacker's choice, as they would after an injection.
 */
import type { Tx } from '@noroshi/database'
import { asHousekeeper, asPusher } from '@noroshi/database/system-reader'
import { openTestCouncil } from './testing.ts'
import type { TestCouncil } from './testing.ts'
import type { CouncilTier, NewSession } from './words.ts'

const AT = new Date('2025-01-06T00:00:00.000Z')
const TABLES = ['organisation', 'person', 'credential', 'session', 'api_key', 'socket_ticket', 'enrolment'] as const

let council: TestCouncil
let member: NewSession
let friend: NewSession
let administrator: NewSession

beforeAll(async () => {
  council = await openTestCouncil(AT)
  member = await council.signIn('hoshiwatari-power-1', AT)
  friend = await council.signIn('wakaba-hospital-1', AT)
  administrator = await council.signIn('administrator', AT)
  await council.membership.issueSocketTicket(member, AT)
}, 60_000)
afterAll(() => council.drop())

const count = async (tx: Tx, table: string, where = 'true', parameters: unknown[] = []) => {
  const rows = await tx.query<[{ n: number }]>(`select count(*)::int as n from hub.${table} where ${where}`, parameters)
  return rows[0].n
}
const asNobody = <T>(tier: CouncilTier, work: (tx: Tx) => Promise<T>) => council.database.asStranger(tier, '', work)

describe('a tier’s login', () => {
  it('sees nothing at all while nobody is named, and no credential even for government', async () => {
    for (const tier of ['MEMBER', 'FRIEND'] as const)
      for (const table of TABLES) expect(await asNobody(tier, tx => count(tx, table))).toBe(0)
    for (const table of TABLES.slice(2)) expect(await asNobody('GOVERNMENT', tx => count(tx, table))).toBe(0)
  })

  it('shows a member their own organisation and themselves, and nobody else', async () => {
    const seen = await council.database.asReader(member.reader, async tx => ({
      organisations: await tx.query<{ id: string }[]>('select id from hub.organisation'),
      people: await tx.query<{ organisation_id: string }[]>('select distinct organisation_id from hub.person'),
      history: await tx
        .query('select 1')
        .then(() => tx.query('select 1 from hub.membership_change').catch(() => 'refused')),
    }))
    expect(seen.organisations).toEqual([{ id: member.organisation.id }])
    expect(seen.people).toEqual([{ organisation_id: member.organisation.id }])
    expect(seen.history).toBe('refused')
  })

  it('opens no other organisation by the setting alone', async () => {
    const other = await council.signIn('kazamidori-bank-1', AT)
    const pretender = { ...member.reader, organisationId: other.reader.organisationId }
    const seen = await council.database.asReader(pretender, async tx => ({
      organisations: await tx.query<{ id: string }[]>('select id from hub.organisation'),
      people: await tx.query<{ id: string }[]>('select id from hub.person'),
    }))
    expect(seen).toEqual({ organisations: [{ id: member.organisation.id }], people: [{ id: member.reader.personId }] })
  })

  it('sees nothing of another tier, whoever’s id is set', async () => {
    const pretender = { ...member.reader, tier: 'FRIEND' as const }
    for (const table of TABLES) expect(await council.database.asReader(pretender, tx => count(tx, table))).toBe(0)
  })

  it('selects no session of a member for a friend, even with the right digest', async () => {
    const presented = (tier: CouncilTier) =>
      council.database.asStranger(tier, member.accessKey, tx =>
        count(tx, 'session', 'token_hash = $1', [member.accessKey]),
      )
    expect(await presented('MEMBER')).toBe(1)
    expect(await presented('FRIEND')).toBe(0)
    expect(await presented('GOVERNMENT')).toBe(0)
  })

  it('selects no session without its digest, not even for its own person', async () => {
    expect(await council.database.asReader(member.reader, tx => count(tx, 'session'))).toBe(0)
    expect(await council.database.asReader(member.reader, tx => count(tx, 'socket_ticket'))).toBe(0)
    expect(await council.database.asReader(administrator.reader, tx => count(tx, 'session'))).toBe(0)
  })

  it('makes no session, key or ticket for anybody but the person it runs for', async () => {
    const values: [string, unknown[]][] = [
      [`insert into hub.session (token_hash, person_id, tier, expires_at) values ('x', $1, $2, now())`, []],
      [
        `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, expires_at)
         values (gen_random_uuid(), 'x', $1, $2, 'x', '{read}', now())`,
        [],
      ],
      [
        `insert into hub.socket_ticket (ticket_hash, person_id, tier, session_key, expires_at) values ('x', $1, $2, 'x', now())`,
        [],
      ],
    ]
    const colleague = await council.superuser.query(
      'select id from hub.person where organisation_id = $1 and id <> $2 limit 1',
      [member.organisation.id, member.person.id],
    )
    for (const [sql] of values) {
      const insert = (personId: string, tier: string) =>
        council.database.asReader(member.reader, tx => tx.query(sql, [personId, tier]))
      await expect(insert(colleague.rows[0].id, 'MEMBER')).rejects.toThrow('row-level security')
      await expect(insert(friend.person.id, 'FRIEND')).rejects.toThrow('row-level security')
    }
  })

  it('cannot lengthen a session, change a key’s digest, or delete either', async () => {
    const statements = [
      `update hub.session set expires_at = now() + interval '1 year'`,
      `update hub.api_key set key_hash = 'x'`,
      `update hub.api_key set scopes = '{release}'`,
      'delete from hub.session',
      'delete from hub.api_key',
      `update hub.person set email = 'x'`,
      `update hub.credential set password_hash = 'x'`,
      `update hub.enrolment set expires_at = now()`,
      'delete from hub.enrolment',
      `update hub.person set organisation_id = '${friend.organisation.id}'`,
      `update hub.organisation set tier = 'GOVERNMENT'`,
      'truncate hub.session',
    ]
    for (const { reader } of [member, friend, administrator])
      for (const sql of statements)
        await expect(council.database.asReader(reader, tx => tx.query(sql))).rejects.toThrow('permission denied')
  })
})

describe('the directory’s rows', () => {
  it('change for an administrator only, and not his own clearance', async () => {
    const raise = (reader: NewSession['reader'], personId: string) =>
      council.database.asReader(reader, tx =>
        tx.query<[unknown, number]>(
          `update hub.person set clearance_rank = 2, clearance_valid_until = '2026-01-01', clearance_verified_by = 'x' where id = $1`,
          [personId],
        ),
      )
    const analyst = await council.signIn('analyst-1', AT)
    expect((await raise(analyst.reader, member.person.id))[1]).toBe(0)
    expect((await raise(administrator.reader, member.person.id))[1]).toBe(1)
    await expect(raise(administrator.reader, administrator.person.id)).rejects.toThrow('row-level security')
    await expect(raise(member.reader, member.person.id)).rejects.toThrow('permission denied')
  })

  it('take a history line from an administrator only, and none is ever changed', async () => {
    const line = `insert into hub.membership_change (organisation_id, to_state, tier, reason) values ($1, 'ACTIVE', 'MEMBER', 'x')`
    const analyst = await council.signIn('analyst-2', AT)
    await expect(
      council.database.asReader(analyst.reader, tx => tx.query(line, [member.organisation.id])),
    ).rejects.toThrow('row-level security')
    for (const sql of [`update hub.membership_change set reason = ''`, 'delete from hub.membership_change'])
      await expect(council.database.asReader(administrator.reader, tx => tx.query(sql))).rejects.toThrow(
        'permission denied',
      )
  })
})

describe('the purposes beyond one reader', () => {
  it('let the push gateway read its own tier’s accesses and change none', async () => {
    const seen = await asPusher(council.database, 'FRIEND', async tx => ({
      friends: await count(tx, 'session', `tier = 'FRIEND'`),
      others: await count(tx, 'session', `tier <> 'FRIEND'`),
      otherPeople: await count(tx, 'person', `tier <> 'FRIEND'`),
      credentials: await count(tx, 'credential'),
      tickets: await count(tx, 'socket_ticket'),
      changed: (await tx.query<[unknown, number]>('update hub.session set ended_at = now()'))[1],
    }))
    expect(seen).toEqual({ friends: 1, others: 0, otherPeople: 0, credentials: 0, tickets: 0, changed: 0 })
  })

  it('let housekeeping delete only tickets whose time is over', async () => {
    const soon = await council.superuser.query(
      `insert into hub.socket_ticket values ('still good', $1, 'MEMBER', 'x', now() + interval '1 hour') returning 1`,
      [member.person.id],
    )
    expect(soon.rowCount).toBe(1)
    await asHousekeeper(council.database, 'MEMBER', tx => tx.query('delete from hub.socket_ticket'))
    const left = await council.superuser.query('select ticket_hash from hub.socket_ticket')
    expect(left.rows).toEqual([{ ticket_hash: 'still good' }])
  })
})
