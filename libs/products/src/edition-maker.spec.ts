import { createPublicKey, verify } from 'node:crypto'
import { TLP_MARKINGS } from '@noroshi/stix'
import { danglingOf, makeEdition, objectsOf } from './edition-maker.ts'
import { contentOf, ownObjects } from './edition-report.ts'
import type { ProductRow } from './product.repository.ts'
import type { EditionDraft } from './product.ts'
import type { NewEdition } from './release.repository.ts'
import { digestOf, ReleaseKey, sha256Hex } from './signing.ts'

const AT = new Date('2026-11-21T00:00:00.000Z')
const product: ProductRow = {
  ...{ id: 'product', ownerOrganisationId: 'nco', authorId: 'author', submittedBy: null, reviewedObjects: null },
  ...{
    releasedBy: null,
    scheduledFor: null,
    scheduledZone: null,
    title: 'work',
    kind: 'BULLETIN',
    severity: 'HIGH',
    urgency: 'PRIORITY',
    drill: false,
    answerWithinMinutes: null,
    state: 'IN_REVIEW',
  },
  ...{ requiredRank: 0, version: 1, updatedAt: AT.toISOString() },
}
const draftOf = (stixIds: string[], more: Partial<EditionDraft> = {}): EditionDraft => ({
  ...{
    title: 'Ｔitle',
    summary: 'a summary',
    category: 'NOTICE',
    requiredRank: 0,
    embargoUntil: null,
    embargoZone: 'Asia/Tokyo',
    expiresZone: 'Asia/Tokyo',
    expiresAt: null,
  },
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
  fragments: ['one', 'two'].map(text => ({
    ...{ text, stixIds, containsSecret: false, containsCommInfo: false, identifiesPerson: false },
    ...{ key: `key of ${text}`, derivedFrom: null, originator: null, consentedTiers: null },
  })),
  audience: {
    everyone: true,
    sectors: [],
    circles: [],
    organisations: [],
    people: [],
    excludedOrganisations: [],
    excludedSectors: [],
    excludedPeople: [],
    toPublic: false,
  },
  ...more,
})

const id = (type: string, digit: number) => `${type}--${String(digit).repeat(8)}-1111-4111-8111-111111111111`
const [DOMAIN, MALWARE, LINK, ABSENT] = ['domain-name', 'malware', 'relationship', 'identity'].map((type, index) =>
  id(type, index + 1),
)
const RULE = id('indicator', 5)
const markingOf = (label: string) => TLP_MARKINGS.filter(one => one.label === label).map(({ object }) => object)
const [GREEN] = markingOf('TLP:GREEN')
const document = (object: { id: string; [name: string]: unknown }): [string, string] => [
  object.id,
  // Not as JSON.stringify writes it: whoever writes it anew would be noticed.
  JSON.stringify(object, null, 1),
]
const domain = { type: 'domain-name', id: DOMAIN, value: 'evil.example', object_marking_refs: [GREEN.id] }
const rule = {
  ...{ type: 'indicator', id: RULE, name: 'a rule', pattern_type: 'stix', indicator_types: ['unknown'] },
  pattern: "[url:value = 'https://evil.example/']",
}
const malware = { type: 'malware', id: MALWARE, name: 'ＥＶＩＬ', is_family: false }
const link = {
  ...{ type: 'relationship', id: LINK, relationship_type: 'uses', source_ref: MALWARE, target_ref: DOMAIN },
}
const store = new Map([domain, malware, link, rule].map(document))

describe('the objects of an edition', () => {
  it('are those its fragments name, once each, in their senders’ own text, with the markings they name', () => {
    const { texts, objects } = objectsOf(draftOf([DOMAIN, MALWARE]), store)
    expect(texts).toEqual([store.get(DOMAIN), store.get(MALWARE), JSON.stringify(GREEN)])
    expect(objects).toEqual([domain, malware, GREEN])
  })

  it('bring a marking once, also when it is itself among them', () => {
    const own = new Map([...store, document(GREEN as never)])
    const { texts } = objectsOf(draftOf([DOMAIN, GREEN.id]), own)
    expect(texts).toEqual([own.get(DOMAIN), own.get(GREEN.id)])
  })

  it('are none, and bring no marking, when nothing is named or nothing is there', () => {
    expect(objectsOf(draftOf([]), store)).toEqual({ texts: [], objects: [] })
    expect(objectsOf(draftOf([ABSENT]), store)).toEqual({ texts: [], objects: [] })
  })
})

describe('what an edition names and does not carry', () => {
  it('is nothing where it carries everything it names', () => {
    expect(danglingOf(draftOf([DOMAIN, MALWARE, LINK]), store)).toEqual([])
  })

  it('is the object that a reference of another points at', () => {
    expect(danglingOf(draftOf([MALWARE, LINK]), store)).toEqual([{ from: LINK, path: '$.target_ref', id: DOMAIN }])
  })

  it('is an object that the store does not have', () => {
    expect(danglingOf(draftOf([DOMAIN, ABSENT]), store)).toEqual([{ from: ABSENT, path: '$', id: ABSENT }])
  })

  it('is also an id in the analyst’s own words, wherever they stand', () => {
    const [first] = draftOf([]).fragments
    for (const [more, path] of [
      [{ title: `see ${ABSENT}` }, '$.title'],
      [{ summary: `see ${ABSENT}` }, '$.summary'],
      [{ fragments: [first, { ...first, text: `see ${ABSENT}` }] }, '$.fragments[1].text'],
    ] satisfies [Partial<EditionDraft>, string][])
      expect(danglingOf(draftOf([], more), store)).toEqual([{ from: 'edition', path, id: ABSENT }])
  })

  it('does not include what it carries, in whatever case it is written, nor what belongs to the standard', () => {
    const words = `${DOMAIN.toUpperCase()} ${GREEN.id}`
    expect(danglingOf(draftOf([DOMAIN], { summary: words }), store)).toEqual([])
    const [red] = markingOf('TLP:RED')
    expect(danglingOf(draftOf([], { summary: red.id }), store)).toEqual([])
    const shouted = { ...domain, id: DOMAIN.toUpperCase() }
    expect(danglingOf(draftOf([shouted.id]), new Map([document(shouted)]))).toEqual([])
    for (const { object } of TLP_MARKINGS) {
      const marked = { ...domain, object_marking_refs: [object.id] }
      expect(danglingOf(draftOf([DOMAIN]), new Map([document(marked)]))).toEqual([])
    }
  })
})

describe('an edition', () => {
  const key = new ReleaseKey(ReleaseKey.newPem())
  const draft = draftOf([DOMAIN, MALWARE])
  const made = makeEdition(product, draft, 7, store, key, AT)
  const reportFactsOf = ({ id, reference, draft: from, releasedAt }: NewEdition) => ({
    ...{ ...from, id, reference, kind: 'BULLETIN', toPublic: false, releasedAt },
  })

  it('is a bundle of its objects, byte for byte as their senders wrote them, and of the hub’s own after them', () => {
    const { texts, objects } = objectsOf(draft, store)
    const own = ownObjects(reportFactsOf(made), objects).map(object => JSON.stringify(object))
    const [, bundleId] = /^\{"type":"bundle","id":"(bundle--[0-9a-f-]{36})","objects":\[/.exec(made.bundle) ?? []
    expect(made.bundle).toBe(`{"type":"bundle","id":"${bundleId}","objects":[${[...texts, ...own].join(',')}]}`)
    expect(made.objectCount).toBe(3)
    expect(made.objects.map(({ document }) => document)).toEqual([...texts, ...own])
  })

  it('without objects has the hub’s own alone, whose report refers to who releases, and counts none', () => {
    const empty = makeEdition(product, draftOf([]), 7, store, key, AT)
    const { objects } = JSON.parse(empty.bundle)
    expect(objects).toEqual(ownObjects(reportFactsOf(empty), []))
    expect(empty.objectCount).toBe(0)
    expect(empty.indicators).toEqual([])
    expect(contentOf(empty)).toEqual([])
  })

  it('is signed over all that a reader is shown', () => {
    const digest = digestOf({
      ...{ id: made.id, reference: made.reference, category: 'NOTICE', kind: 'BULLETIN', severity: 'HIGH' },
      ...{ urgency: 'PRIORITY', title: draft.title, summary: draft.summary, body: 'one\n\ntwo' },
      ...{ bundleSha256: sha256Hex(made.bundle), releasedAt: AT.toISOString() },
    })
    expect(made).toMatchObject({ digest, body: 'one\n\ntwo', labelId: 7, draft, releasedAt: AT.toISOString() })
    const signature = Buffer.from(made.signature, 'base64')
    expect(verify(null, Buffer.from(digest, 'hex'), createPublicKey(key.publicKey), signature)).toBe(true)
    expect(made.keyId).toBe(key.keyId)
  })

  it('lists the values to look for, each with its object', () => {
    const { indicators } = makeEdition(product, draftOf([DOMAIN, RULE]), 7, store, key, AT)
    expect(indicators).toEqual([
      { kind: expect.stringContaining('domain'), value: 'evil.example', name: 'evil.example', stixId: DOMAIN },
      { kind: expect.stringContaining('url'), value: 'https://evil.example/', name: 'a rule', stixId: RULE },
    ])
  })

  it('is found by its reference, its words, those values, and the names of its objects', () => {
    const { searchText, reference } = makeEdition(product, draftOf([RULE, MALWARE]), 7, store, key, AT)
    expect(searchText).toBe(`${reference.toLowerCase()} title a summary one two https://evil.example/ a rule evil`)
  })

  it('has an id and a reference of its own each time it is made', () => {
    const again = makeEdition(product, draft, 7, store, key, AT)
    for (const field of ['id', 'reference', 'bundle'] as const) expect(again[field]).not.toBe(made[field])
  })
})
