import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import {
  danglingReferences,
  mentionedIds,
  TLP_MARKINGS,
  translationProblems,
  validateObject,
  type StixObject,
} from '@noroshi/stix'
import { randomUUID } from 'node:crypto'
import { CATEGORY_MARKINGS, contentOf, HUB, OWN_OBJECTS, ownObjects, recalledReport } from './edition-report.ts'

const AT = '2026-11-21T00:00:00.000Z'
const factsOf = (category: InfoCategory, toPublic = false) => ({
  ...{ id: randomUUID(), reference: 'NRS-7K3M-Q9TX', category, kind: 'BULLETIN', toPublic, releasedAt: AT },
  ...{ title: 'ある題', summary: 'a summary' },
})
const domain: StixObject = {
  ...{ type: 'domain-name', spec_version: '2.1', value: 'evil.example' },
  id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7',
}
const bundleOf = (objects: readonly StixObject[]) => JSON.stringify({ type: 'bundle', id: 'bundle--x', objects })
const reportOf = (objects: readonly StixObject[]) => objects.find(({ type }) => type === 'report')

describe('the hub’s own objects of an edition', () => {
  it.each([
    ['COMPREHENSIVE', false, 'TLP:RED'],
    ['PROVISION', false, 'TLP:AMBER'],
    ['NOTICE', false, 'TLP:GREEN'],
    ['NOTICE', true, 'TLP:CLEAR'],
  ] as const)('mark its report for %s (public: %s) with %s and with the category', (category, toPublic, label) => {
    const own = ownObjects(factsOf(category, toPublic), [domain])
    const tlp = TLP_MARKINGS.find(marking => marking.version === 2 && marking.label === label)
    expect(own).toHaveLength(OWN_OBJECTS - 1)
    expect(reportOf(own)).toMatchObject({
      ...{ name: 'ある題', description: 'a summary', published: AT, object_refs: [domain.id], created_by_ref: HUB.id },
      object_marking_refs: [tlp?.object.id, CATEGORY_MARKINGS[category].id],
    })
  })

  it('are valid, and with the content refer to nothing that is not there', () => {
    for (const category of CATEGORIES)
      for (const objects of [[], [domain]]) {
        const own = ownObjects(factsOf(category), objects)
        for (const object of own) expect([...validateObject(object).errors]).toEqual([])
        expect(danglingReferences([...objects, ...own])).toEqual([])
        const known = new Set<string>([...objects, ...own].map(({ id }) => id))
        const mentioned = own.filter(({ type }) => type !== 'marking-definition').flatMap(mentionedIds)
        expect(mentioned.filter(({ id }) => !known.has(id))).toEqual([])
      }
  })

  it('[L30] have nothing random in common with those of a sister edition', () => {
    const uuids = (text: string) => new Set(text.match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g))
    const [one, other] = (['COMPREHENSIVE', 'NOTICE'] as const).map(category =>
      uuids(JSON.stringify(reportOf(ownObjects(factsOf(category), [])))),
    )
    expect([...one].filter(uuid => other.has(uuid))).toEqual([HUB.id.slice('identity--'.length)])
  })

  it('say title and summary in English where they were translated as they read now, and nothing else', () => {
    const title = { part: 'TITLE', ja: 'ある題', en: 'A title', outOfDate: false } as const
    const summary = { part: 'SUMMARY', ja: 'a summary', en: 'a late summary', outOfDate: true } as const
    const text = { part: 'INTENT', ja: '意図', en: 'the intent', outOfDate: false } as const
    const own = ownObjects({ ...factsOf('PROVISION'), texts: [title, summary, text] }, [domain])
    expect(own).toHaveLength(OWN_OBJECTS)
    const [translation] = own.slice(-1)
    expect(translation).toMatchObject({ type: 'language-content', contents: { en: { name: 'A title' } } })
    expect(JSON.stringify(translation)).not.toMatch(/late|intent/)
    for (const object of own) expect([...validateObject(object).errors]).toEqual([])
    expect(translationProblems(translation, reportOf(own))).toEqual([])
    expect(danglingReferences([domain, ...own])).toEqual([])
    expect(ownObjects({ ...factsOf('NOTICE'), texts: [text, summary] }, [domain])).toHaveLength(OWN_OBJECTS - 1)
  })

  it('are not repeated where the content has them already', () => {
    const own = ownObjects(factsOf('NOTICE'), [HUB, CATEGORY_MARKINGS.NOTICE])
    expect(own.map(({ type }) => type)).toEqual(['marking-definition', 'report'])
  })

  it('say what is reported on', () => {
    const vulnerability = { type: 'vulnerability', id: 'vulnerability--x', name: 'CVE-2026-1' } as unknown as StixObject
    const typesOf = (kind: string, objects: StixObject[]) =>
      reportOf(ownObjects({ ...factsOf('NOTICE'), kind }, objects))
    expect(typesOf('BULLETIN', [domain])).toMatchObject({ report_types: ['threat-report'] })
    expect(typesOf('IOC_PACKAGE', [domain])).toMatchObject({ report_types: ['indicator'] })
    expect(typesOf('ADVISORY', [vulnerability])).toMatchObject({ report_types: ['threat-report', 'vulnerability'] })
  })
})

describe('the content of a bundle', () => {
  it('is what its report refers to', () => {
    const facts = factsOf('NOTICE')
    for (const objects of [[], [domain], [domain, HUB]])
      expect(contentOf({ id: facts.id, bundle: bundleOf([...objects, ...ownObjects(facts, objects)]) })).toEqual(
        objects,
      )
  })

  it('is everything where no report of the edition’s own is in it, also when another report is', () => {
    const foreign = ownObjects(factsOf('NOTICE'), [domain])
    const { id } = factsOf('NOTICE')
    expect(contentOf({ id, bundle: bundleOf([domain, ...foreign]) })).toEqual([domain, ...foreign])
    expect(contentOf({ id, bundle: '{"type":"bundle","id":"bundle--x"}' })).toEqual([])
  })
})

describe('the report of what was recalled', () => {
  it('is a valid later version of the same report, and repeats no word of it', () => {
    const { title, summary, ...facts } = factsOf('PROVISION')
    const text = recalledReport(facts, '2026-11-22T00:00:00.000Z')
    const recalled = JSON.parse(text)
    expect([...validateObject(recalled).errors]).toEqual([])
    expect(recalled).toMatchObject({ id: `report--${facts.id}`, revoked: true, created: AT, name: facts.reference })
    for (const word of [title, summary]) expect(text).not.toContain(word)
  })
})
