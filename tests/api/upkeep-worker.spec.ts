/** The worker asks people to mend what they are reached by, in their language, until they have. */
import { randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type Mail, type MailServer } from '../support/mail.ts'
import { eventually, personIdOf } from './steps.ts'

const PORTAL = 'https://hub.example'
let server: MailServer
let hub: TestHub
let beside: TestHub
beforeAll(async () => {
  server = await startMailServer()
  const delivery = { portal: PORTAL, mail: { server: server.url, from: '狼煙 <noreply@hub.example>' } }
  hub = await startTestHub({ delivery, upkeepPollSeconds: 0.2 })
  // Another worker of the same hub, which looks as often.
  beside = await startTestHub({ delivery, upkeepPollSeconds: 0.3, beside: hub })
}, 60_000)
afterAll(async () => {
  await beside.stop()
  await hub.stop()
  await server.stop()
}, 20_000)

const sql = (text: string, ...values: unknown[]) => hub.database.superuser.query(text, values)
const emailOf = (prefix: string) => hub.account(prefix).email
const mailsTo = (prefix: string): Mail[] => server.mails.filter(({ to }) => to.includes(emailOf(prefix)))
const aDayPasses = () =>
  sql(`update hub.upkeep set mailed_at = mailed_at - interval '25 hours' where mailed_at is not null`)
/** Somebody's key has just ended: when they were told, everything that was before was looked at, and sent. */
async function looked(): Promise<void> {
  const address = `${randomUUID()}@upkeep.example`
  const { rows } = await sql(
    `insert into hub.person (id, organisation_id, tier, name, email, roles)
     select gen_random_uuid(), id, 'FRIEND', '番', $1, '{FRIEND_CONTACT}' from hub.organisation where tier = 'FRIEND' and state = 'ACTIVE' limit 1 returning id`,
    address,
  )
  await endKeysOf([rows[0].id])
  await eventually(() => server.mails.some(({ to }) => to.includes(address)), 'a look', 20_000)
  await eventually(
    async () =>
      (await sql(`select 1 from hub.upkeep where state = 'QUEUED' and mail_id is not null`)).rows.length === 0,
    'the mails',
  )
}
const endKeysOf = (people: readonly string[]) =>
  sql(
    `insert into hub.mail_key (person_id, tier, kind, armored, fingerprint, user_ids, names_address, expires_at, added_at)
     select id, tier, 'OPENPGP', 'x', repeat('A', 40), '{}', true, now() - interval '1 hour', now() - interval '1 year' from hub.person where id = any ($1::uuid[])`,
    people,
  )

it('[PRV-4] tells whoever may confirm the contacts of an organisation, each once and alone, until one of them confirms', async () => {
  const person = await personIdOf(hub, 'wakaba')
  const { rows } = await sql('select organisation_id as id from hub.person where id = $1', person)
  const organisation: unknown = rows[0].id
  await sql(
    `insert into hub.person_channel (person_id, tier, channel, enabled, language) values ($1, 'FRIEND', 'MAIL', true, 'en')`,
    person,
  )
  await looked()
  server.mails.length = 0
  await sql(`delete from hub.contacts_confirmation where organisation_id = $1`, organisation)
  await sql(`delete from hub.contacts_entry where organisation_id = $1`, organisation)
  await sql(
    `insert into hub.contacts_entry (organisation_id, first_id, entered_by, at) values ($1, $2, $2, now() - interval '170 days')`,
    organisation,
    person,
  )
  await eventually(() => mailsTo('wakaba').length > 0, 'the mail', 20_000)
  await looked()
  const [mail, ...more] = mailsTo('wakaba')
  expect(more).toEqual([])
  expect(mail).toMatchObject({ to: [emailOf('wakaba')], subject: '[Noroshi] Please check your contact points' })
  expect(mail.text).toContain(`${PORTAL}/contacts`)
  expect(mail.source).not.toMatch(/^(cc|bcc):/im)
  // Of no organisation, person or edition.
  const names = await sql(
    'select name from hub.organisation union select name_en from hub.organisation union select name from hub.person',
  )
  for (const { name } of names.rows) if (name) expect(mail.text).not.toContain(name)
  // It is no news.
  expect((await sql('select 1 from hub.delivery')).rows).toEqual([])

  // The next step: but they have confirmed them.
  await new Actor(hub.url, hub.account('wakaba'))
    .signIn()
    .then(friend =>
      friend.ask('mutation ($id: ID!) { confirmContacts(organisationId: $id) { standing } }', { id: organisation }),
    )
  await aDayPasses()
  await looked()
  expect((await sql('select 1 from hub.upkeep where person_id = $1', person)).rows).toEqual([])
  expect(mailsTo('wakaba')).toHaveLength(1)
}, 60_000)

it('tells somebody in Japanese who has said nothing, and nobody who is shut out', async () => {
  const [active, out] = [await personIdOf(hub, 'hoshizora'), await personIdOf(hub, 'kazamidori')]
  await sql('update hub.person set active = false where id = $1', out)
  server.mails.length = 0
  await endKeysOf([active, out])
  await eventually(() => mailsTo('hoshizora').length > 0, 'the mail', 20_000)
  await looked()
  expect(mailsTo('hoshizora')).toHaveLength(1)
  expect(mailsTo('hoshizora')[0]).toMatchObject({ subject: '[狼煙] 通知先の点検をお願いします' })
  expect(mailsTo('hoshizora')[0].text).toContain(`${PORTAL}/account`)
  expect(mailsTo('kazamidori')).toEqual([])
}, 60_000)
