/** Whom organisations name, and who may read it, in the service and, whatever it is asked, in the database. */
import type { Reader } from '@noroshi/clearance'
import { randomUUID } from 'node:crypto'
import * as contacts from './contacts.repository.ts'
import { ContactsService } from './contacts.service.ts'
import { openTestCouncil, type TestCouncil } from './testing.ts'

const AT = new Date()
let council: TestCouncil
let service: ContactsService
const readers = new Map<string, Reader>()

/** A reader of the demo council, who may have no account. */
async function readerOf(local: string): Promise<Reader> {
  const known = readers.get(local)
  if (known) return known
  const { rows } = await council.superuser.query<{ id: string }>('select id from hub.person where email = $1', [
    `${local}@ncc.example`,
  ])
  const reader = (
    await council.database.asSystem('hub_worker', 'dispatch', tx => council.membership.readersForDispatch(tx))
  ).find(({ personId }) => personId === rows[0].id)
  if (!reader) throw new Error(`nobody is ${local}`)
  readers.set(local, reader)
  return reader
}
const idOf = async (local: string) => String((await readerOf(local)).personId)
const organisationOf = async (local: string) => String((await readerOf(local)).organisationId)

beforeAll(async () => {
  council = await openTestCouncil(AT)
  service = new ContactsService(council.database, { goodForDays: 180 })
}, 60_000)
afterAll(() => council.drop())

const POWER = 'hoshiwatari-power'
const named = async () => ({
  ...{ firstId: await idOf(`${POWER}-1`), secondId: await idOf(`${POWER}-3`) },
  ...{ dutyPhone: '+81 3 9999 0000', dutyHours: '24時間' },
})

describe('contacts', () => {
  it('are named by the organisation’s administrator, and read by all its people', async () => {
    const view = await service.name(await readerOf(`${POWER}-2`), null, await named())
    const [first, second] = [await idOf(`${POWER}-1`), await idOf(`${POWER}-3`)]
    expect(view).toMatchObject({ dutyPhone: '+81399990000', dutyHours: '24時間', standing: 'RIGHT', mayName: true })
    expect([view.first?.id, view.second?.id]).toEqual([first, second])
    expect(view.people).toHaveLength(3)
    const shown = await service.of(await readerOf(`${POWER}-3`), null)
    expect(shown).toMatchObject({ dutyPhone: '+81399990000', mayName: false, mayConfirm: true, people: [] })
  })

  it('show to whoever may confirm them to whom mail comes back', async () => {
    const [administrator, first, third] = [`${POWER}-2`, `${POWER}-1`, `${POWER}-3`]
    const mark = (returned: boolean) =>
      idOf(first).then(id =>
        council.superuser.query('update hub.colleague set mail_returned = $1 where person_id = $2', [returned, id]),
      )
    const shownTo = async (local: string) =>
      (await service.of(await readerOf(local), null)).mailReturned.map(({ id }) => id)
    await mark(true)
    expect(await shownTo(administrator)).toEqual([await idOf(first)])
    expect(await shownTo(third)).toEqual([await idOf(first)])
    await service.name(await readerOf(administrator), null, { ...(await named()), secondId: null })
    expect(await shownTo(third)).toEqual([])
    await mark(false)
    await service.name(await readerOf(administrator), null, await named())
    expect(await shownTo(administrator)).toEqual([])
  })

  it('are named by no other of its people', async () => {
    await expect(service.name(await readerOf(`${POWER}-1`), null, await named())).rejects.toMatchObject({
      ...{ code: 'FORBIDDEN', reason: 'CONTACTS_NAMED_BY_COORDINATOR' },
    })
    await expect(write(await readerOf(`${POWER}-1`), await organisationOf(`${POWER}-1`))).rejects.toThrow(/row-level/)
  })

  it('of a friend are named by its contact, and of any organisation by the council’s administrators', async () => {
    const friend = await readerOf('wakaba-hospital-1')
    expect((await service.name(friend, null, { firstId: friend.personId })).first?.id).toBe(friend.personId)
    const administrator = await readerOf('administrator')
    const organisationId = await organisationOf('kazamidori-bank-1')
    const view = await service.name(administrator, organisationId, { firstId: await idOf('kazamidori-bank-2') })
    expect(view.first?.id).toBe(await idOf('kazamidori-bank-2'))
    expect((await service.of(await readerOf('kazamidori-bank-1'), null)).first?.id).toBe(view.first?.id)
  })

  it('are active people of that organisation and nobody else', async () => {
    const administrator = await readerOf(`${POWER}-2`)
    for (const firstId of [await idOf('wakaba-hospital-1'), randomUUID()])
      await expect(service.name(administrator, null, { firstId })).rejects.toMatchObject({
        ...{ code: 'INVALID_INPUT', field: 'firstId', reason: 'NOT_OF_ORGANISATION' },
      })
    await council.superuser.query('update hub.person set active = false where id = $1', [await idOf(`${POWER}-3`)])
    await expect(service.name(administrator, null, await named())).rejects.toMatchObject({ field: 'secondId' })
    await council.superuser.query('update hub.person set active = true where id = $1', [await idOf(`${POWER}-3`)])
  })

  it('of another organisation are answered as what is not there, to members, friends and makers of government alike', async () => {
    const organisationId = await organisationOf(`${POWER}-1`)
    for (const local of ['kazamidori-bank-1', 'kazamidori-bank-2', 'wakaba-hospital-1', 'analyst-1', 'police-reader']) {
      const reader = await readerOf(local)
      for (const asked of [
        service.of(reader, organisationId),
        service.name(reader, organisationId, {}),
        service.confirm(reader, organisationId),
        service.of(reader, randomUUID()),
      ])
        await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('of another organisation are in no row that the database gives, nor are its people, and none is written there', async () => {
    const organisationId = await organisationOf(`${POWER}-1`)
    for (const local of ['kazamidori-bank-2', 'wakaba-hospital-1', 'analyst-1', 'officer-1', 'inspector']) {
      const reader = await readerOf(local)
      await council.database.asReader(reader, async tx => {
        for (const table of ['contacts_entry', 'contacts_confirmation', 'colleague'])
          expect(
            await tx.query(`select 1 from hub.${table} where organisation_id <> $1`, [reader.organisationId]),
          ).toEqual([])
      })
      await expect(write(reader, organisationId)).rejects.toThrow(/row-level/)
      await expect(
        council.database.asReader(reader, tx => contacts.insertConfirmation(tx, organisationId, reader.personId)),
      ).rejects.toThrow(/row-level/)
    }
  })

  it('of an organisation that was escalated are shown to whoever is on duty then, and of no other', async () => {
    const [organisationId, reader] = [await organisationOf(`${POWER}-1`), await readerOf('nco-reader')]
    const seen = (by: Reader) =>
      council.database.asReader(by, tx =>
        tx.query<{ id: string }[]>(
          'select distinct organisation_id as id from hub.contacts_entry where organisation_id <> $1',
          [by.organisationId],
        ),
      )
    await council.superuser.query(
      `insert into hub.duty_turn (person_id, starts_at, ends_at, entered_by) values ($1, now() - interval '1 hour', now() + interval '1 hour', $1)`,
      [reader.personId],
    )
    expect(await seen(reader)).toEqual([])
    const editionId = randomUUID()
    await council.superuser.query('set session_replication_role = replica')
    await council.superuser.query(
      `insert into hub.label (id, category, required_rank, everyone, sectors, organisations, people, excluded_organisations, consented_tiers, to_public, digest)
       overriding system value values (77, 'NOTICE', 0, true, '{}', '{}', '{}', '{}', '{GOVERNMENT,MEMBER,FRIEND,PUBLIC}', false, '\\x77')`,
    )
    await council.superuser.query(
      `insert into hub.edition (id, reference, label_id, category, contains_secret, contains_comm_info, identifies_person, product_id, owner_organisation_id,
         kind, severity, urgency, title, summary, body, indicators, bundle, object_count, search_text, digest, signature, key_id, released_at)
       values ($1, 'NRS-1', 77, 'NOTICE', false, false, false, $1, $2, 'BULLETIN', 'HIGH', 'EMERGENCY', 't', 's', 'b', '[]', '{}', 0, 't', 'd', 's', 'k', now() - interval '2 hours')`,
      [editionId, reader.organisationId],
    )
    await council.superuser.query('set session_replication_role = default')
    await council.superuser.query(
      `insert into hub.answer_step (edition_id, organisation_id, step) values ($1, $2, 'DUTY')`,
      [editionId, organisationId],
    )
    expect(await seen(reader)).toEqual([{ id: organisationId }])
    expect(await seen(await readerOf('police-reader'))).toEqual([])
    await council.superuser.query('delete from hub.duty_turn where person_id = $1', [reader.personId])
    expect(await seen(reader)).toEqual([])
  })

  it('are confirmed by whoever is one, which is good for 180 days', async () => {
    const organisationId = await organisationOf(`${POWER}-1`)
    await council.superuser.query(
      `update hub.contacts_entry set at = now() - interval '190 days' where organisation_id = $1`,
      [organisationId],
    )
    const contact = await readerOf(`${POWER}-1`)
    expect(await service.of(contact, null)).toMatchObject({ standing: 'OVERDUE', mayConfirm: true, mayName: false })
    const confirmed = await service.confirm(contact, null)
    expect(confirmed.standing).toBe('RIGHT')
    expect(Date.parse(String(confirmed.confirmBy)) - Date.parse(String(confirmed.confirmedAt))).toBe(180 * 86_400_000)
  })

  it('are confirmed by nobody who is none, and by nobody when none was named', async () => {
    const organisationId = await organisationOf(`${POWER}-1`)
    await council.superuser.query('delete from hub.contacts_entry where organisation_id = $1', [organisationId])
    await expect(service.confirm(await readerOf(`${POWER}-2`), null)).rejects.toMatchObject({ reason: 'NO_CONTACTS' })
    await service.name(await readerOf(`${POWER}-2`), null, { firstId: await idOf(`${POWER}-2`) })
    const other = await readerOf(`${POWER}-1`)
    await expect(service.confirm(other, null)).rejects.toMatchObject({ reason: 'NOT_A_CONTACT' })
    await expect(
      council.database.asReader(other, tx => contacts.insertConfirmation(tx, organisationId, other.personId)),
    ).rejects.toThrow(/row-level/)
  })

  it('a colleague’s name and whether they are active follow the registry', async () => {
    const administrator = await readerOf('administrator')
    const id = await idOf(`${POWER}-3`)
    await council.membership.deactivatePerson(administrator, id, AT)
    const { people } = await service.of(await readerOf(`${POWER}-2`), null)
    expect(people.map(one => one.id)).not.toContain(id)
    await council.membership.reactivatePerson(administrator, id, AT)
    expect((await service.of(await readerOf(`${POWER}-2`), null)).people.map(one => one.id)).toContain(id)
  })
})

const write = (reader: Reader, organisationId: string) =>
  council.database.asReader(reader, tx =>
    contacts.insertContacts(
      tx,
      organisationId,
      { firstId: null, secondId: null, dutyPhone: null, dutyHours: '' },
      reader.personId,
    ),
  )
