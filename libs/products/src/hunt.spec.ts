import { HubError, parseInput } from '@noroshi/errors'
import { validateObject } from '@noroshi/stix'
import { contentDigest } from './approval.ts'
import { makeEdition, danglingOf } from './edition-maker.ts'
import { CATEGORY_MARKINGS, contentOf, HUB } from './edition-report.ts'
import { huntIndicatorId, huntIndicators, huntInput, publishedHunt, type HuntDraft } from './hunt.ts'
import type { ProductRow, StoredDraft } from './product.repository.ts'
import { computeEdition, type EditionDraft } from './product.ts'
import { digestOf, ReleaseKey, sha256Hex } from './signing.ts'
import { slipsOf } from './slips.ts'

const SIGMA = `title: Odd child of a service
logsource:
  product: windows
  category: process_creation
detection:
  selection:
    ParentImage|endswith: '\\\\services.exe'
  condition: selection`
const hunt: HuntDraft = {
  ...{ hypothesis: '正規の管理機能で遠隔から命令している。', requiredLogs: ['プロセス起動'], difficulty: 'MEDIUM' },
  lookBackDays: 90,
  queries: [
    { language: 'SIGMA', title: '不審な子プロセス', text: SIGMA },
    { language: 'STIX', title: '通信先', text: "[domain-name:value = 'c2.kitsune-ops.net']" },
  ],
  ...{ containsSecret: false, containsCommInfo: false, identifiesPerson: false },
}
const flags = { containsSecret: false, containsCommInfo: false, identifiesPerson: false }
const edition = (more: { text?: string; hunt?: HuntDraft | null; secret?: boolean } = {}): EditionDraft =>
  computeEdition({
    ...{
      title: '件名',
      summary: '概要',
      requiredRank: 1,
      embargoUntil: null,
      embargoZone: 'Asia/Tokyo',
      expiresAt: null,
      expiresZone: 'Asia/Tokyo',
      hunt: more.hunt,
    },
    audience: {
      ...{
        everyone: true,
        sectors: [],
        circles: [],
        organisations: [],
        people: [],
        excludedOrganisations: [],
        excludedSectors: [],
        excludedPeople: [],
      },
      toPublic: false,
    },
    fragments: [
      {
        ...{ key: crypto.randomUUID(), derivedFrom: null, text: more.text ?? '本文', stixIds: [] },
        ...{ ...flags, containsSecret: more.secret === true, originator: null, consentedTiers: null },
      },
    ],
  })
const refused = (value: unknown): HubError => {
  try {
    parseInput(huntInput, value)
  } catch (error) {
    if (error instanceof HubError) return error
  }
  throw new Error('it was taken')
}

describe('a hunt', () => {
  it('is taken with queries of every language', () => {
    const queries = [
      ...hunt.queries,
      { language: 'YARA', title: 'y', text: 'rule a { condition: true }' },
      {
        ...{ language: 'SURICATA', title: 's' },
        text: 'alert tcp any any -> any any (msg:"x"; sid:1; rev:1;)',
      },
      { language: 'SNORT', title: 'n', text: 'alert tcp any any -> any any (msg:"x"; sid:2; rev:1;)' },
    ]
    expect(parseInput(huntInput, { ...hunt, queries }).queries).toEqual(queries)
  })

  it.each([
    ['SIGMA', SIGMA.replace('condition: selection', 'condition: selektion'), /line 8/],
    ['SIGMA', 'title: [', /line 1/],
    ['YARA', 'rule a {\n strings:\n  $a = "x\n condition: $a }', /line 3/],
    ['STIX', "[domain-name:value =\n 'x' AND ]", /line 2/],
    ['SURICATA', 'alert tcp any any -> any any (msg:"x";)', /line 1/],
    ['SNORT', '# nothing\nshout tcp any any -> any any (sid:1;)', /line 2/],
  ])('names the place of what is no %s', (language, text, where) => {
    const error = refused({ ...hunt, queries: [hunt.queries[0], { language, title: 't', text }] })
    expect(error).toMatchObject({ code: 'INVALID_INPUT', field: 'queries[1].text' })
    expect(error.message).toMatch(where)
    expect(error.messageJa).toMatch(/行目.*文字目/)
  })

  it.each([
    ['nothing to look for', { hypothesis: ' ' }, 'hypothesis'],
    ['no logs', { requiredLogs: [] }, 'requiredLogs'],
    ['no query', { queries: [] }, 'queries'],
    ['half a character', { hypothesis: 'a\ud800' }, 'hypothesis'],
    ['no day', { lookBackDays: 0 }, 'lookBackDays'],
    ['no flag', { containsSecret: undefined }, 'containsSecret'],
  ])('is refused with %s', (_what, part, field) => {
    expect(refused({ ...hunt, ...part })).toMatchObject({ code: 'INVALID_INPUT', field })
  })

  it('makes its edition as restricted as itself', () => {
    expect(edition({ hunt }).category).toBe('NOTICE')
    expect(edition({ hunt: { ...hunt, containsSecret: true } }).category).toBe('PROVISION')
    expect(edition({ hunt: { ...hunt, containsCommInfo: true } }).category).toBe('COMPREHENSIVE')
    expect(edition({ hunt: { ...hunt, identifiesPerson: true } }).category).toBe('COMPREHENSIVE')
  })
})

describe('a hunt in the words of STIX', () => {
  const AT = '2026-11-21T00:00:00.000Z'
  const made = huntIndicators(crypto.randomUUID(), publishedHunt(hunt), AT, [CATEGORY_MARKINGS.PROVISION])

  it('is an indicator for each query, of the hub, marked as its edition', () => {
    expect(made.flatMap(object => validateObject(object).errors)).toEqual([])
    expect(made[0]).toMatchObject({
      ...{ pattern_type: 'sigma', pattern: SIGMA, name: '不審な子プロセス', created_by_ref: HUB.id },
      object_marking_refs: [CATEGORY_MARKINGS.PROVISION.id],
    })
    expect(made[1]).toMatchObject({ pattern_type: 'stix' })
  })

  it('has ids that no two editions and no two queries share', () => {
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()]
    const ids = [one, other].flatMap(id => [huntIndicatorId(id, 0), huntIndicatorId(id, 1)])
    expect(new Set(ids).size).toBe(4)
    for (const id of ids)
      expect(id).toMatch(/^indicator--[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

describe('an edition with a hunt', () => {
  const product: ProductRow = {
    ...{ id: 'p', ownerOrganisationId: 'o', authorId: 'a', submittedBy: null, reviewedObjects: null, version: 1 },
    ...{
      scheduledFor: null,
      scheduledZone: null,
      releasedBy: null,
      title: 'w',
      kind: 'HUNT_PACKAGE',
      severity: 'HIGH',
      urgency: 'PRIORITY',
      drill: false,
      answerWithinMinutes: null,
    },
    ...{ state: 'IN_REVIEW', requiredRank: 0, updatedAt: '2026-11-21T00:00:00.000Z' },
  }
  const key = new ReleaseKey(ReleaseKey.newPem())
  const at = new Date('2026-11-21T00:00:00.000Z')
  const make = (draft: EditionDraft) => makeEdition(product, draft, 1, new Map(), key, at)
  const signedOf = (made: ReturnType<typeof make>) => ({
    ...{ id: made.id, reference: made.reference, category: made.draft.category, kind: product.kind },
    ...{ severity: product.severity, urgency: product.urgency, title: made.draft.title, summary: made.draft.summary },
    ...{ body: made.body, bundleSha256: sha256Hex(made.bundle), releasedAt: made.releasedAt },
  })

  it('signs the hunt, without the flags of its makers; without a hunt it signs what it always did', () => {
    const made = make(edition({ hunt }))
    expect(made.hunt).not.toHaveProperty('containsSecret')
    const published = publishedHunt(hunt)
    expect(made.digest).toBe(digestOf({ ...signedOf(made), ...(published ? { hunt: published } : {}) }))
    expect(made.digest).not.toBe(digestOf(signedOf(made)))
    const plain = make(edition())
    expect(plain.hunt).toBeNull()
    expect(plain.digest).toBe(digestOf(signedOf(plain)))
  })

  it('carries its queries: in the bundle, its report, what is found by words and what is looked up', () => {
    const made = make(edition({ hunt }))
    const ids = [0, 1].map(place => huntIndicatorId(made.id, place))
    expect(contentOf(made).map(({ id }) => id)).toEqual(ids)
    expect(made.objects.slice(0, 2).map(({ stixId }) => stixId)).toEqual(ids)
    expect(made.objectCount).toBe(2)
    expect(made.values.map(({ value }) => value)).toEqual(['c2.kitsune-ops.net'])
    expect(made.searchText).toContain('odd child of a service')
    expect(contentOf(make(edition()))).toEqual([])
  })

  it('names no object that it does not carry', () => {
    const text = "[x:y_ref.id = 'malware--11111111-1111-4111-8111-111111111111']"
    const named = { ...hunt, queries: [{ language: 'STIX' as const, title: 't', text }] }
    expect(danglingOf(edition({ hunt: named }), new Map())).toMatchObject([
      { from: 'edition', id: 'malware--11111111-1111-4111-8111-111111111111' },
    ])
  })

  it('is approved with its hunt: another query, log or flag is another content', () => {
    const stored = (draft: EditionDraft): StoredDraft => ({ ...draft, id: 'd', editionId: null, recalledAt: null })
    const fragments = edition().fragments
    const digest = (changed: HuntDraft | null | undefined) =>
      contentDigest(product, [stored({ ...edition({ hunt: changed }), fragments })])
    const digests = [
      ...[hunt, { ...hunt, lookBackDays: 91 }, { ...hunt, containsSecret: true }, { ...hunt, requiredLogs: ['x'] }],
      { ...hunt, queries: hunt.queries.slice(1) },
    ].map(digest)
    expect(new Set([...digests, digest(null)]).size).toBe(digests.length + 1)
    expect(digest(null)).toBe(digest(undefined))
  })
})

describe('what slips by way of a hunt', () => {
  const slips = (drafts: EditionDraft[]) =>
    slipsOf({ drafts, documents: new Map(), sourceLabels: [], organisations: ['みずほし電力'] }).map(
      ({ kind, place, found, source }) => `${kind} ${place} ${found} from ${source.place}`,
    )

  it('is a value of a restricted text in a query of a wider edition', () => {
    const narrow = edition({ secret: true, text: '通信先は c2.kitsune-ops.net である。' })
    expect(slips([narrow, edition({ hunt })])).toEqual([
      'VALUE hunt.queries[1] c2.kitsune-ops.net from fragments[0].text',
    ])
  })

  it('is a value, a name and a sentence of a restricted hunt in a wider text', () => {
    const secret = {
      ...hunt,
      containsSecret: true,
      hypothesis: 'みずほし電力の監視装置に正規の管理機能で遠隔から命令している疑いがある。',
    }
    const wide = edition({
      text: 'みずほし電力の監視装置に正規の管理機能で遠隔から命令している疑いがある。c2[.]kitsune-ops[.]net を調べる。',
    })
    expect(
      slips([edition({ hunt: secret }), wide])
        .map(slip => slip.split(' ')[0])
        .sort(),
    ).toEqual([...['NAME', 'RUN', 'VALUE']])
  })

  it('is nothing of a hunt that was free', () => {
    const wide = edition({ text: 'c2[.]kitsune-ops[.]net を調べる。' })
    expect(slips([edition({ hunt, secret: true }), wide])).toEqual([])
  })
})
