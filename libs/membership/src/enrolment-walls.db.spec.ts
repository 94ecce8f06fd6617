import { openTestRegistry } from './registry-testing.ts'
import type { TestRegistry } from './registry-testing.ts'
import { digestOf } from './token.ts'

// The second wall of registry and enrolment: statements as they would run after an injection. The tables compare an enrolment's end with the server's clock, so these tests happen now and move on from here.
const AT = new Date()
const minutesOn = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)

let registry: TestRegistry
beforeAll(async () => {
  registry = await openTestRegistry(AT)
}, 60_000)
afterAll(() => registry.council.drop())

describe('the second wall', () => {
  const asAdministrator = (sql: string, parameters: unknown[] = []) =>
    registry.council.database.asReader(registry.administrator, tx => tx.query(sql, parameters))
  const invitation = `insert into hub.enrolment (token_hash, person_id, tier, created_at, expires_at) values ($1, $2, $3, now(), now() + interval '1 day')`

  it('lets an administrator write an invitation and read none', async () => {
    const friend = (await registry.council.signIn('hoshizora-city-1', minutesOn(1))).person.id
    await asAdministrator(invitation, ['written', friend, 'FRIEND'])
    expect(await asAdministrator('select * from hub.enrolment')).toEqual([])
    await expect(asAdministrator(invitation, ['own', registry.administrator.personId, 'GOVERNMENT'])).rejects.toThrow(
      'row-level',
    )
    await expect(
      registry.council.database.asReader(registry.analyst, tx => tx.query(invitation, ['x', friend, 'FRIEND'])),
    ).rejects.toThrow('row-level')
  })

  it('gives an administrator no hand on a credential, a clearance of a new person, or a state of a new organisation', async () => {
    const friend = (await registry.council.signIn('hoshizora-city-1', minutesOn(2))).person.id
    const credential = `insert into hub.credential (person_id, tier, password_hash) values ($1, 'FRIEND', 'x')`
    await expect(asAdministrator(credential, [friend])).rejects.toThrow('row-level')
    await expect(
      asAdministrator(
        `insert into hub.organisation (id, name, name_en, class, tier, state) values (gen_random_uuid(), 'x', 'x', 'VENDOR', 'MEMBER', 'ACTIVE')`,
      ),
    ).rejects.toThrow('permission denied')
    await expect(
      asAdministrator(
        `insert into hub.person (id, organisation_id, tier, name, email, roles, clearance_rank) values (gen_random_uuid(), $1, 'GOVERNMENT', 'x', 'x', '{}', 2)`,
        [registry.administrator.organisationId],
      ),
    ).rejects.toThrow('permission denied')
  })

  it('keeps administrators from their own roles and account, and from shutting out an inspector', async () => {
    const { personId } = registry.administrator
    const inspector = (await registry.council.signIn('inspector', minutesOn(1))).person.id
    for (const [sql, id] of [
      [`update hub.person set roles = '{ADMINISTRATOR,RELEASING_OFFICER}' where id = $1`, personId],
      ['update hub.person set active = false where id = $1', personId],
      ['update hub.person set active = false where id = $1', inspector],
    ] as const)
      await expect(asAdministrator(sql, [id])).rejects.toThrow('row-level')
  })

  it('lets nobody replace a credential or see their sessions without presenting their own open enrolment', async () => {
    const { reader } = await registry.council.signIn('hoshiwatari-power-1', minutesOn(1))
    const { personId, tier } = reader
    const replace = `insert into hub.credential (person_id, tier, password_hash, totp_secret) values ($1, $2, 'x', 'x')`
    const deletes = 'delete from hub.credential where person_id = $1'
    const { database } = registry.council
    expect(await database.asReader(reader, tx => tx.query(deletes, [personId]))).toEqual([[], 0])
    await expect(database.asReader(reader, tx => tx.query(replace, [personId, tier]))).rejects.toThrow('row-level')

    // Somebody else's open enrolment opens nothing, whoever's id is set.
    const colleague = await registry.registerPerson(reader.organisationId)
    const asColleague = (sql: string) =>
      database.asStranger('MEMBER', digestOf(colleague.enrolmentToken), async (tx, become) => {
        await become(personId)
        return tx.query<unknown[]>(sql, [personId])
      })
    expect(await asColleague(deletes)).toEqual([[], 0])
    expect(await asColleague('select 1 from hub.session where person_id = $1')).toEqual([])
  })

  it('closes with the time that the enrolment has', async () => {
    const { id } = await registry.registerOrganisation({ name: '新電力 壁' })
    const { person, enrolmentToken } = await registry.registerPerson(id)
    const presents = () =>
      registry.council.database.asStranger('MEMBER', digestOf(enrolmentToken), async (tx, become) => {
        await become(person.id)
        return tx.query('select hub.presents_enrolment() as open')
      })
    expect(await presents()).toEqual([{ open: true }])
    await registry.council.superuser.query(
      `update hub.enrolment set created_at = now() - interval '8 days', expires_at = now() - interval '1 day' where person_id = $1`,
      [person.id],
    )
    await registry.council.superuser.query(
      'update hub.person p set invited_at = e.created_at from hub.enrolment e where e.person_id = p.id and p.id = $1',
      [person.id],
    )
    expect(await presents()).toEqual([{ open: false }])
  })
})
