/**
 * What happens in world B and not in world A, and who is above it: the law in a table of its own, apart from the product's rules.
 * Every event goes through the real doors; what it made is named by the ids that somebody might try.
 */
import { randomUUID } from 'node:crypto'
import { Actor, AskFailed } from '../../../support/actor.ts'
import { newImportId, productOf, type TestHub } from '../../../support/hub.ts'
import { correct, draft, giveBack, recall, releaseOnly, revise, settled, submit } from '../../../api/steps.ts'
import { PRINCIPALS, type Principal } from '../../principals.ts'

export const CANARY = 'kasumitanuki'

export interface Event {
  readonly name: string
  /** Those who may know of it. */
  readonly known: readonly Principal[]
  /** Resolves to the ids of what it made. */
  play(world: World): Promise<string[]>
}
export interface World {
  readonly hub: TestHub
  readonly analyst: Actor
  readonly officer: Actor
  administrator(): Promise<Actor>
}

/** Analysts work on everything of their office, and inspectors inspect everything (OVS-2). */
const OFFICE: readonly Principal[] = ['an analyst', 'an inspector']
/** Government sees the directory of the council, whatever its clearance. */
const DIRECTORY: readonly Principal[] = [...OFFICE, 'the administrator without clearance']
const OF_FINANCE: readonly Principal[] = [...OFFICE, 'an organisation administrator', 'a key for reading alone']

const words = { summary: `${CANARY} summary`, text: `${CANARY} text` }
const sealed = { ...words, title: CANARY, secret: true }
const only = (sector: string) => ({ everyone: false, sectors: [sector] })

async function released(
  { analyst, officer }: World,
  edition: object,
  more: object = {},
  reason?: string,
): Promise<string[]> {
  const drafted = await draft(analyst, productOf(CANARY, [{ ...words, title: CANARY, ...edition }], more))
  await submit(analyst, drafted)
  const { editions } = await releaseOnly(officer, drafted, reason)
  return [drafted.id, ...editions.map((one: { editionId: string }) => one.editionId)]
}

/** Decided for a time that has not come, for everybody in the world. */
async function scheduled({ analyst, officer }: World): Promise<{ product: string; ids: string[] }> {
  const edition = { ...words, title: CANARY, audience: { everyone: true, toPublic: true } }
  const drafted = await draft(analyst, productOf(CANARY, [edition]))
  const { id, version } = await submit(analyst, drafted)
  const local = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16)
  const { scheduleRelease } = await officer.ask(
    'mutation ($id: ID!, $version: Int!, $at: LocalTimeInput!) { scheduleRelease(id: $id, version: $version, at: $at) { editions { editionId } } }',
    { id, version, at: { local, zone: 'UTC' } },
  )
  return { product: id, ids: [id, scheduleRelease.editions[0].editionId] }
}

const indicator = (id: string) => ({
  ...{
    type: 'indicator',
    spec_version: '2.1',
    id,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
  },
  ...{
    name: CANARY,
    pattern: "[ipv4-addr:value = '198.51.100.77']",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00Z',
  },
})
async function imported({ analyst }: World, objects: readonly object[]): Promise<string[]> {
  const id = newImportId()
  await analyst.importBundle(
    id,
    JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }),
    `${CANARY}.json`,
  )
  return [id, ...objects.flatMap(object => ('name' in object && 'id' in object ? [object.id as string] : []))]
}

const REGISTER = `mutation ($input: OrganisationInput!) { registerOrganisation(input: $input) { id } }`
const PERSON = `mutation ($id: ID!, $input: PersonInput!) { registerPerson(organisationId: $id, input: $input) { person { id } } }`
async function registered({ administrator }: World, tier: string): Promise<string[]> {
  const who = await administrator()
  const tail = randomUUID().slice(0, 8)
  const { registerOrganisation } = await who.ask(REGISTER, {
    input: { name: `${CANARY} ${tail}`, nameEn: `${CANARY} ${tail}`, class: 'VENDOR', tier, sectors: ['gas'] },
  })
  const input = { name: `${CANARY} 花子`, email: `${CANARY}-${tail}@ncc.example`, roles: [] }
  const { registerPerson } = await who.ask(PERSON, { id: registerOrganisation.id, input })
  return [registerOrganisation.id, registerPerson.person.id]
}

const HAND_OVER = `mutation ($id: ID, $input: HandoverInput!) { planHandover(organisationId: $id, input: $input) { id } }`
const CIRCLE = `mutation ($input: CircleInput!) { createCircle(input: $input) { id } }`

/** Somebody whom nobody asks in the proofs. */
async function bystander({ hub }: World): Promise<{ person: string; organisation: string }> {
  const { rows } = await hub.database.superuser.query(
    `select p.id as person, p.organisation_id as organisation from hub.person p where p.email like 'inazuma-systems-1@%'`,
  )
  return rows[0]
}

export const EVENTS: readonly Event[] = [
  { name: 'a draft', known: OFFICE, play: async w => [(await draft(w.analyst, productOf(CANARY, [sealed]))).id] },
  {
    name: 'a product that is returned',
    known: OFFICE,
    async play({ analyst, officer }) {
      const drafted = await draft(analyst, productOf(CANARY, [sealed]))
      await submit(analyst, drafted)
      await giveBack(officer, drafted, CANARY)
      return [drafted.id]
    },
  },
  {
    name: 'a COMPREHENSIVE',
    known: OFFICE,
    play: w => released(w, { commInfo: true, audience: only('gas') }, { kind: 'ADVISORY', severity: 'CRITICAL' }),
  },
  {
    name: 'a PROVISION for gas',
    known: OFFICE,
    play: w => released(w, { secret: true, audience: only('gas') }, { urgency: 'EMERGENCY' }, CANARY),
  },
  {
    name: 'the mode of a large-scale incident, what was released in it, and that it was reviewed afterwards',
    known: OFFICE,
    async play(world) {
      const { officer, hub } = world
      const declared = 'mutation ($reason: String!) { declareLargeScale(reason: $reason, hours: 1) { mode } }'
      await officer.ask(declared, { reason: CANARY })
      const ids = await released(world, { secret: true, audience: only('gas') }, { urgency: 'ROUTINE' }, CANARY)
      await officer.ask('mutation ($reason: String!) { endLargeScale(reason: $reason) { mode } }', { reason: CANARY })
      const { afterReviews } = await officer.ask('{ afterReviews(first: 100) { items { id productId } } }')
      const open = afterReviews.items as { id: string; productId: string }[]
      const id = open.find(({ productId }) => productId === ids[0])?.id ?? ''
      const reviewed =
        'mutation ($id: ID!, $note: String!) { reviewAfterwards(id: $id, finding: UPHELD, note: $note) { id } }'
      await hub.as('officer-2').ask(reviewed, { id, note: CANARY })
      return [id, ...ids]
    },
  },
  {
    name: 'a PROVISION for gas, for executives and in English too',
    known: OFFICE,
    async play({ analyst, officer }) {
      const { editions, ...product } = productOf(CANARY, [{ ...sealed, audience: only('gas') }])
      const [{ fragments, ...edition }] = editions
      const [key, free] = [randomUUID(), { containsSecret: false, containsCommInfo: false, identifiesPerson: false }]
      const decision = { ...free, key, part: 'DECISION', text: CANARY }
      const english = { ...free, language: 'en', translationOf: key, text: `to decide ${CANARY}` }
      const texts = { titleEn: { text: `on ${CANARY}` }, fragments: [...fragments, decision, english] }
      const drafted = await draft(analyst, { ...product, editions: [{ ...edition, ...texts }] })
      await submit(analyst, drafted)
      const released = await releaseOnly(officer, drafted)
      return [drafted.id, ...released.editions.map((one: { editionId: string }) => one.editionId)]
    },
  },
  {
    name: 'a PROVISION for electricity',
    known: [...OFFICE, 'a member'],
    play: w => released(w, { secret: true, audience: only('electricity') }),
  },
  {
    name: 'a PROVISION for finance',
    known: OF_FINANCE,
    play: w => released(w, { secret: true, audience: only('finance') }, { severity: 'LOW' }),
  },
  {
    name: 'a NOTICE for logistics',
    known: OFFICE,
    play: w => released(w, { audience: only('logistics') }, { kind: 'PUBLIC_NOTICE' }),
  },
  {
    name: 'a circle, and a NOTICE for it',
    known: DIRECTORY,
    async play(w) {
      const { organisation } = await bystander(w)
      const input = { name: CANARY, nameEn: CANARY, purpose: CANARY, organisations: [organisation] }
      const { createCircle } = await (await w.administrator()).ask(CIRCLE, { input })
      return [createCircle.id, ...(await released(w, { audience: { everyone: false, circles: [createCircle.id] } }))]
    },
  },
  {
    name: 'an embargoed NOTICE',
    known: OFFICE,
    play: w => released(w, { embargoUntil: '2090-01-01T00:00:00Z', audience: { everyone: true, toPublic: true } }),
  },
  {
    name: 'a PROVISION that is recalled',
    known: OFFICE,
    async play(world) {
      const ids = await released(world, { secret: true, audience: only('gas') })
      await settled(world.hub)
      await recall(world.officer, ids[0], CANARY)
      return ids
    },
  },
  {
    name: 'a PROVISION that is corrected',
    known: OFFICE,
    async play(world) {
      const { analyst, officer } = world
      const ids = await released(world, { secret: true, audience: only('gas') })
      await settled(world.hub)
      const opened = await correct(analyst, { id: ids[0], version: 1 }, CANARY)
      const edition = { ...sealed, text: `${CANARY} corrected`, audience: only('gas') }
      await submit(analyst, await revise(analyst, opened, productOf(CANARY, [edition])))
      const { editions } = await releaseOnly(officer, { id: ids[0], version: opened.version + 1 })
      return [...ids, ...editions.map((one: { editionId: string }) => one.editionId)]
    },
  },
  {
    name: 'a NOTICE that is released for a time that has not come',
    known: OFFICE,
    play: async w => (await scheduled(w)).ids,
  },
  {
    name: 'a NOTICE that is released for a time, and called off',
    known: OFFICE,
    async play(world) {
      const { product, ids } = await scheduled(world)
      await world.officer.ask(
        'mutation ($id: ID!, $reason: String!) { callOffRelease(id: $id, reason: $reason) { id } }',
        { id: product, reason: CANARY },
      )
      return ids
    },
  },
  {
    name: 'a release that is refused',
    known: OFFICE,
    async play({ analyst }) {
      const drafted = await draft(analyst, productOf(CANARY, [sealed]))
      await submit(analyst, drafted)
      await releaseOnly(analyst, drafted).catch(() => undefined)
      return [drafted.id]
    },
  },
  { name: 'an import', known: OFFICE, play: w => imported(w, [indicator(`indicator--${randomUUID()}`)]) },
  {
    name: 'an import with refusals',
    known: OFFICE,
    play: w => imported(w, [{ type: 'indicator', id: CANARY }, indicator(`indicator--${randomUUID()}`)]),
  },
  {
    name: 'what a member says of a PROVISION, and reports of its indicators',
    known: OFFICE,
    async play(world) {
      const { organisation } = await bystander(world)
      const id = `indicator--${randomUUID()}`
      await imported(world, [indicator(id)])
      const ids = await released(world, {
        ...{ secret: true, stixIds: [id] },
        audience: { everyone: false, organisations: [organisation] },
      })
      const who = world.hub.as('inazuma')
      await who.ask(
        'mutation ($id: ID!, $note: String) { giveFeedback(editionId: $id, input: { usefulness: USEFUL, actions: [BLOCKED], note: $note }) { at } }',
        { id: ids[1], note: CANARY },
      )
      await who.ask(
        'mutation ($id: ID!, $stixId: ID!) { reportIndicator(editionId: $id, input: { stixId: $stixId, verdict: SIGHTING, visibility: NAMED }) { stixId } }',
        { id: ids[1], stixId: id },
      )
      return ids
    },
  },
  {
    name: 'a case with an intake, and that it was closed',
    known: OFFICE,
    async play({ analyst }) {
      const { openCase } = await analyst.ask('mutation ($title: String!) { openCase(title: $title) { id } }', {
        title: CANARY,
      })
      const intake = {
        ...{ sourceType: 'COUNCIL', summary: CANARY, originator: CANARY, consentedTiers: ['GOVERNMENT'] },
        ...{ containsSecret: true, containsCommInfo: false, identifiesPerson: false },
        receivedAt: '2026-01-01T00:00:00Z',
      }
      await analyst.ask(
        'mutation ($id: ID!, $input: IntakeInput!, $note: String!) { receiveIntake(id: $id, input: $input) { id } closeCase(id: $id, reason: $note) { id } }',
        { id: openCase.id, input: intake, note: CANARY },
      )
      return [openCase.id]
    },
  },
  { name: 'a member organisation', known: DIRECTORY, play: w => registered(w, 'MEMBER') },
  { name: 'a friend organisation', known: DIRECTORY, play: w => registered(w, 'FRIEND') },
  {
    name: 'a clearance of somebody',
    known: DIRECTORY,
    async play(world) {
      const { person } = await bystander(world)
      await (
        await world.administrator()
      ).ask(
        'mutation ($id: ID!) { recordClearance(personId: $id, rank: 2, validUntil: "2030-01-01T00:00:00Z", verifiedBy: "x") { id } }',
        { id: person },
      )
      return [person]
    },
  },
  {
    name: 'a hand-over of another organisation',
    known: ['the administrator without clearance'],
    async play(world) {
      const { person, organisation } = await bystander(world)
      const effectiveOn = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
      const input = { leaverId: person, effectiveOn, reason: CANARY }
      const { planHandover } = await (await world.administrator()).ask(HAND_OVER, { id: organisation, input })
      return [planHandover.id]
    },
  },
  {
    name: 'a source of threat information, and what was changed of it',
    known: DIRECTORY,
    async play(world) {
      const who = await world.administrator()
      const input = { name: `${CANARY} ${randomUUID()}`, kind: 'RSS', url: `https://${CANARY}.example/`, intervalSeconds: 600, originator: CANARY } // prettier-ignore
      const { createSource } = await who.ask('mutation ($input: SourceInput!) { createSource(input: $input) { id } }', {
        input,
      })
      await who.ask('mutation ($id: ID!, $input: SourceInput!) { reviseSource(id: $id, input: $input) { id } }', {
        id: createSource.id,
        input: { ...input, originator: `${CANARY} 2` },
      })
      return [createSource.id]
    },
  },
  {
    name: 'the suspension of somebody’s organisation',
    known: DIRECTORY,
    async play(world) {
      const { organisation } = await bystander(world)
      const administrator = await world.administrator()
      const suspend =
        'mutation ($id: ID!, $reason: String!) { moveMembership(organisationId: $id, to: SUSPENDED, reason: $reason) { id } }'
      await administrator.ask(suspend, { id: organisation, reason: CANARY }).catch((error: unknown) => {
        // An earlier event of the script did so already.
        if (!(error instanceof AskFailed) || error.code !== 'CONFLICT') throw error
      })
      return [organisation]
    },
  },
  {
    name: 'a failed sign-in of somebody',
    known: [],
    async play({ hub }) {
      const body = { email: hub.account('hoshiwatari').email, password: CANARY, totp: '000000' }
      await new Actor(hub.url).post('/auth/sign-in', JSON.stringify(body))
      return []
    },
  },
  {
    name: 'what somebody else asks and is refused',
    known: [],
    async play({ hub }) {
      const other = hub.as('hayate')
      await other.asking(`{ editions(filter: { text: "${CANARY}" }) { items { id } } }`)
      await other.asking(`{ product(id: "${randomUUID()}") { id } }`)
      await other.asking('{ nothing }')
      return []
    },
  },
  {
    name: 'a key of somebody',
    known: [],
    async play({ hub }) {
      // A friend's: their password confirms it, where a code would count once in however many scripts hold this twice.
      const { id } = await (await new Actor(hub.url, hub.account('hayate')).signIn()).makeKey(['read'], CANARY)
      return [id]
    },
  },
  {
    name: 'somebody’s socket and acknowledgement',
    known: OFFICE,
    async play({ hub }) {
      const listener = await hub.as('hayate').listen()
      await listener.until(() => listener.items.length > 0, 'the first news')
      await hub.as('hayate').ask('mutation { acknowledge(seq: 1) { seq } }')
      listener.close()
      return []
    },
  },
]

/** Those for whom none of these events makes a lawful difference. */
export const aboveWhom = (events: readonly Event[]): Principal[] =>
  PRINCIPALS.filter(principal => events.every(event => !event.known.includes(principal)))
