/** Posts that are handed over on a day, through the door: planned by whoever names contacts, seen by the two, and nobody else's. */
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'
import { eventually, personIdOf } from './steps.ts'

const WHOLE = `id organisationId leaver { id name } successor { id } effectiveOn shutOut reason state heldBecause moved revision plannedBy mayChange`
const LIST = `query ($id: ID) { handovers(organisationId: $id) { items { ${WHOLE} } hasMore } }`
const PREVIEW = `query ($id: ID, $input: HandoverPreviewInput!) {
  handoverPreview(organisationId: $id, input: $input) { posts firstAfter { id } secondAfter { id } warnings }
}`
const PLAN = `mutation ($id: ID, $input: HandoverInput!) { planHandover(organisationId: $id, input: $input) { ${WHOLE} } }`
const CHANGE = `mutation ($id: ID!, $input: HandoverChange!) { changeHandover(id: $id, revision: 1, input: $input) { ${WHOLE} } }`
const CALL_OFF = `mutation ($id: ID!) { callOffHandover(id: $id, revision: 1) { ${WHOLE} } }`
const CONTACTS = '{ contacts { organisationId first { id } standing mayConfirm } }'
const CONFIRM = 'mutation { confirmContacts { standing } }'
const NAME = `mutation ($input: ContactsInput!) { nameContacts(input: $input) { standing } }`
const NOBODYS = '00000000-0000-4000-8000-000000000000'

let hub: TestHub
let friend: Actor
let organisationId: string
let [leaverId, successorId] = ['', '']
const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)

beforeAll(async () => {
  hub = await startTestHub()
  friend = await new Actor(hub.url, hub.as('wakaba').account).signIn()
  organisationId = (await friend.ask(CONTACTS)).contacts.organisationId
  leaverId = await personIdOf(hub, 'wakaba')
  const { superuser } = hub.database
  const { rows } = await superuser.query<{ id: string }>(
    'select id from hub.person where organisation_id = $1 and id <> $2',
    [organisationId, leaverId],
  )
  successorId = rows[0].id
  await superuser.query('insert into hub.enrolled_person (person_id) values ($1) on conflict do nothing', [successorId])
  await friend.ask(NAME, { input: { firstId: leaverId } })
}, 60_000)
afterAll(() => hub.stop())

it('an administrator of the council plans one, which the friend who leaves is shown, and previews what goes over', async () => {
  const administrator = await new Actor(hub.url, hub.account('administrator')).signIn()
  const input = { leaverId, successorId, effectiveOn: today(), reason: '定期異動' }
  const { handoverPreview } = await administrator.ask(PREVIEW, { id: organisationId, input: { leaverId, successorId } })
  expect(handoverPreview).toMatchObject({ posts: ['FIRST_CONTACT'], firstAfter: { id: successorId } })
  const later = { ...input, effectiveOn: `${Number(today().slice(0, 4)) + 1}-01-01` }
  const { planHandover } = await administrator.ask(PLAN, { id: organisationId, input: later })
  expect(planHandover).toMatchObject({ state: 'PLANNED', successor: { id: successorId }, mayChange: true })
  const { items } = (await friend.ask(LIST)).handovers
  expect(items).toEqual([expect.objectContaining({ id: planHandover.id, plannedBy: null, mayChange: true })])
  const refused = await refusalOf(await administrator.asking(PLAN, { id: organisationId, input }))
  expect(refused).toMatchObject({ code: 'CONFLICT', reason: 'ALREADY_PLANNED' })
})

it('what is wrong is said by field', async () => {
  const input = { leaverId: successorId, effectiveOn: '2020-04-01', reason: '定期異動' }
  expect(await refusalOf(await friend.asking(PLAN, { input }))).toMatchObject({
    ...{ code: 'INVALID_INPUT', field: 'effectiveOn', reason: 'EFFECTIVE_DAY' },
  })
})

it('that of another organisation is answered as what is not there, byte for byte, to friends, members and makers', async () => {
  const { id } = (await friend.ask(LIST)).handovers.items[0]
  const input = { leaverId, effectiveOn: today(), reason: '異動' }
  const { leaverId: _, ...change } = input
  const ofOrganisation = [
    [LIST, {}],
    [PREVIEW, { input: { leaverId } }],
    [PLAN, { input }],
  ] as const
  const ofOne = [
    [CHANGE, { input: change }],
    [CALL_OFF, {}],
  ] as const
  for (const local of ['hayate', 'hoshiwatari', 'analyst-2', 'police-reader']) {
    const other = await new Actor(hub.url, hub.as(local).account).signIn()
    for (const [known, asked] of [
      [organisationId, ofOrganisation],
      [id, ofOne],
    ] as const)
      for (const [query, more] of asked) {
        const hidden = await answerTo(other, query, { id: known, ...more }, [known])
        expect(hidden).toBe(await answerTo(other, query, { id: NOBODYS, ...more }, [NOBODYS]))
        expect(hidden).toContain('NOT_FOUND')
        expect(hidden).not.toContain('定期異動')
      }
  }
})

it('an API key sees one’s own, and plans, changes and calls off none', async () => {
  const key = hub.as('wakaba')
  const { id } = (await key.ask(LIST)).handovers.items[0]
  const input = { leaverId, effectiveOn: today(), reason: '異動' }
  const { leaverId: _, ...change } = input
  for (const [query, variables] of [
    [PLAN, { input }],
    [CHANGE, { id, input: change }],
    [CALL_OFF, { id }],
  ] as const)
    expect(await refusalOf(await key.asking(query, variables))).toMatchObject({ code: 'FORBIDDEN', reason: 'SCOPE' })
})

it('the worker carries it out on its day, and the contact is in doubt until whoever follows confirms', async () => {
  const { id } = (await friend.ask(LIST)).handovers.items[0]
  const input = { successorId, effectiveOn: today(), reason: '前倒し' }
  expect((await friend.ask(CHANGE, { id, input })).changeHandover).toMatchObject({ effectiveOn: today(), revision: 2 })
  const isDone = async () => (await friend.ask(LIST)).handovers.items[0].state === 'DONE'
  await eventually(isDone, 'the worker to carry it out', 40_000)
  expect((await friend.ask(LIST)).handovers.items[0]).toMatchObject({ state: 'DONE', moved: ['FIRST_CONTACT'] })
  expect((await friend.ask(CONTACTS)).contacts).toMatchObject({
    ...{ first: { id: successorId }, standing: 'HANDED_OVER', mayConfirm: false },
  })
  expect(await refusalOf(await friend.asking(CONFIRM))).toMatchObject({ code: 'FORBIDDEN', reason: 'NOT_A_CONTACT' })
  expect(await refusalOf(await friend.asking(CALL_OFF, { id }))).toMatchObject({ reason: 'HANDOVER_OVER' })
}, 60_000)
