/** Whom organisations name to be reached, through the door: its own people and the council's administrators, and nobody else. */
import { Actor } from '../support/actor.ts'
import { startTestHub, type TestHub } from '../support/hub.ts'
import { answerTo, refusalOf } from './answers.ts'
import { eventually, personIdOf } from './steps.ts'

const WHOLE =
  'organisationId entryId first { id name } second { id } dutyPhone dutyHours standing mayName mayConfirm people { id }'
const CONTACTS = `query ($id: ID) { contacts(organisationId: $id) { ${WHOLE} } }`
const NAME = `mutation ($id: ID, $input: ContactsInput!) { nameContacts(organisationId: $id, input: $input) { ${WHOLE} } }`
const CONFIRM = `mutation ($id: ID) { confirmContacts(organisationId: $id) { ${WHOLE} } }`
const LIST = '{ reachability(first: 100) { items { organisationId level reasons } hasMore } }'
const FIGURES = '{ reachFigures { counts { of name organisations doubtful unreached } computedAt } }'
const NOBODYS = '00000000-0000-4000-8000-000000000000'

let hub: TestHub
let friend: Actor
let friendOrganisation: string
beforeAll(async () => {
  hub = await startTestHub()
  friend = await new Actor(hub.url, hub.as('wakaba').account).signIn()
  friendOrganisation = (await friend.ask(CONTACTS, {})).contacts.organisationId
}, 60_000)
afterAll(() => hub.stop())

it('a friend names its contacts and confirms them; what is wrong is said by field, in Japanese', async () => {
  const firstId = await personIdOf(hub, 'wakaba')
  const named = (await friend.ask(NAME, { input: { firstId, dutyPhone: '+81 3-1234-5678', dutyHours: '24時間' } }))
    .nameContacts
  expect(named).toMatchObject({ dutyPhone: '+81312345678', standing: 'RIGHT', mayName: true, mayConfirm: true })
  expect((await friend.ask(CONFIRM, {})).confirmContacts.first.id).toBe(firstId)
  const refused = await refusalOf(await friend.asking(NAME, { input: { firstId, dutyPhone: '03-1234-5678' } }))
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', field: 'dutyPhone' })
})

it('a form that was opened before others were named changes nothing', async () => {
  const firstId = await personIdOf(hub, 'wakaba')
  const { entryId } = (await friend.ask(CONTACTS, {})).contacts
  const input = { replaces: entryId, firstId, dutyPhone: '+81312345678' }
  const named = (await friend.ask(NAME, { input })).nameContacts
  expect(named.entryId).not.toBe(entryId)
  const refused = await refusalOf(await friend.asking(NAME, { input: { ...input, dutyPhone: '+81300000000' } }))
  expect(refused).toMatchObject({ code: 'CONFLICT', reason: 'CHANGED_MEANWHILE', field: 'replaces' })
  expect((await friend.ask(CONTACTS, {})).contacts).toEqual(named)
})

it('another organisation’s contacts are answered as what is not there, byte for byte, to friends, members and makers', async () => {
  const asked = [CONTACTS, CONFIRM, NAME]
  for (const local of ['hayate', 'hoshiwatari', 'analyst-2', 'police-reader']) {
    const other = await new Actor(hub.url, hub.as(local).account).signIn()
    for (const query of asked) {
      const input = query === NAME ? { input: { dutyPhone: '+81312345678' } } : {}
      const [hidden, absent] = [
        await answerTo(other, query, { id: friendOrganisation, ...input }, [friendOrganisation]),
        await answerTo(other, query, { id: NOBODYS, ...input }, [NOBODYS]),
      ]
      expect(hidden).toBe(absent)
      expect(hidden).toContain('NOT_FOUND')
      expect(hidden).not.toContain('81312345678')
    }
  }
})

it('an API key reads one’s own contacts, and names and confirms none', async () => {
  const key = hub.as('wakaba')
  expect((await key.ask(CONTACTS, {})).contacts.dutyPhone).toBe('+81312345678')
  for (const [query, variables] of [
    [NAME, { input: {} }],
    [CONFIRM, {}],
  ] as const)
    expect(await refusalOf(await key.asking(query, variables))).toMatchObject({ code: 'FORBIDDEN', reason: 'SCOPE' })
})

it('who would not be reached is told to makers and inspectors, and refused to everybody else', async () => {
  for (const local of ['analyst-1', 'inspector']) {
    const reader = hub.as(local)
    const isComputed = async () => (await reader.ask(FIGURES)).reachFigures.computedAt !== null
    await eventually(isComputed, 'the first look at whom one would reach', 30_000)
    const { counts } = (await reader.ask(FIGURES)).reachFigures
    expect(counts[0]).toMatchObject({ of: 'ALL', name: '' })
    const { items } = (await reader.ask(LIST)).reachability
    const { doubtful, unreached }: { doubtful: number; unreached: number } = counts[0]
    expect(items.length).toBe(Math.min(100, doubtful + unreached))
    expect(JSON.stringify(items)).not.toContain('+81')
  }
  for (const local of ['nco-reader', 'police-reader', 'hoshiwatari', 'wakaba'])
    for (const query of [LIST, FIGURES])
      expect(await refusalOf(await hub.as(local).asking(query))).toMatchObject({
        ...{ code: 'FORBIDDEN', reason: 'REACHABILITY_IS_FOR_PREPARING' },
      })
})
