import { validateObject, type StixObject } from '@noroshi/stix'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { restoreCsaf } from './csaf-restore.ts'
import { csafToStix } from './csaf-to-stix.ts'
import { readDocument } from './documents.ts'
import { VULNERABILITY_EXTENSION } from './vulnerability-source.ts'

const folder = new URL('../../../tests/data/csaf', import.meta.url).pathname
const files = readdirSync(folder).filter(name => name.endsWith('.json'))
type Json = any // a document of a test
const read = (file: string): Json => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
const one = () => read('icsa-23-348-09.json')

/** The paths at which two values differ. */
function* differences(before: Json, after: Json, path = '$'): Generator<string> {
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) {
    if (before !== after) yield path
    return
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
    yield* differences(before[name], after[name], Array.isArray(before) ? `${path}[*]` : `${path}.${name}`)
}

const ofType = (objects: readonly StixObject[], type: string) =>
  objects.filter(object => object.type === type) as Json[]

describe('CSAF in STIX', () => {
  it.each(files)('is valid, and comes back with no difference that is not named: %s', file => {
    const document = read(file)
    const { objects, losses } = csafToStix(document)
    for (const object of objects) expect([object.id, validateObject(object).errors]).toEqual([object.id, []])
    expect(new Set(objects.map(({ id }) => id)).size).toBe(objects.length)
    expect(losses.filter(({ rule }) => rule !== 'csaf-kept')).toEqual([])
    const [back] = restoreCsaf(objects)
    const unnamed = [...differences(document, back)].filter(
      path => !losses.some(loss => path.startsWith(loss.path) && loss.rule !== 'csaf-kept'),
    )
    expect(unnamed).toEqual([])
    expect(csafToStix(document)).toEqual({ objects, losses })
  })

  it('says in STIX what STIX can say', () => {
    const document = read('icsa-22-125-01.json')
    const { objects, losses } = csafToStix(document)
    const [report] = ofType(objects, 'report')
    const [vulnerability] = ofType(objects, 'vulnerability')
    const [{ scores, cve, cwe, product_status: status }] = document.vulnerabilities
    expect(report).toMatchObject({
      name: document.document.title,
      report_types: ['vulnerability'],
      lang: document.document.lang,
      object_marking_refs: ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9'],
    })
    expect(report.external_references[0].external_id).toBe('ICSA-22-125-01')
    expect(vulnerability.name).toBe(cve)
    expect(vulnerability.external_references).toEqual(
      expect.arrayContaining([
        { source_name: 'cve', external_id: cve },
        { source_name: 'cwe', external_id: cwe.id, description: cwe.name },
      ]),
    )
    expect(vulnerability.extensions[VULNERABILITY_EXTENSION].cvss[0]).toMatchObject({
      vector: scores[0].cvss_v3.vectorString,
      score: scores[0].cvss_v3.baseScore,
    })
    const verbs = ofType(objects, 'relationship').map(one => one.relationship_type)
    expect(verbs.filter(verb => verb === 'has')).toHaveLength(
      document.vulnerabilities.flatMap((one: Json) => one.product_status.known_affected).length,
    )
    expect(status.known_affected.length).toBeGreaterThan(0)
    expect(ofType(objects, 'course-of-action').length).toBeGreaterThan(0)
    expect(losses.map(({ path }) => path)).toContain('$.product_tree')
  })

  it('keeps its ids from one revision to the next, and is a new version of the same objects', () => {
    const document = one()
    const before = csafToStix(document).objects
    document.document.tracking.current_release_date = '2026-11-25T00:00:00Z'
    document.document.title = 'Another title'
    const after = csafToStix(document).objects
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    expect(ofType(after, 'report')[0]).toMatchObject({ modified: '2026-11-25T00:00:00.000Z', name: 'Another title' })
  })

  it('is not restored when somebody changed what STIX says, or when a part is not there', () => {
    const { objects } = csafToStix(one())
    expect(restoreCsaf(objects)).toHaveLength(1)
    const changed = objects.map(object =>
      object.type === 'vulnerability' ? { ...object, description: 'Otherwise.' } : object,
    )
    expect(restoreCsaf(changed)).toEqual([])
    expect(restoreCsaf(objects.filter(({ type }) => type !== 'vulnerability'))).toEqual([])
    const remarked = objects.map(object =>
      'object_marking_refs' in object
        ? { ...object, object_marking_refs: ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'] }
        : object,
    )
    expect(restoreCsaf(remarked as StixObject[])).toHaveLength(1)
  })

  it('names what is wrong with a document, and reads the rest of it', () => {
    const document = one()
    document.vulnerabilities[0].scores[0].cvss_v3.baseScore = 1
    const { objects, losses } = csafToStix(document)
    expect(ofType(objects, 'vulnerability').length).toBe(document.vulnerabilities.length)
    expect(losses).toContainEqual(
      expect.objectContaining({ rule: 'csaf-6.1.9', path: '$.vulnerabilities[0].scores[0].cvss_v3' }),
    )
    delete document.document.title
    expect(csafToStix(document)).toMatchObject({
      objects: [],
      losses: [{ rule: 'csaf-structure', path: '$.document.title' }],
    })
  })

  it('is recognised among other documents', () => {
    expect(readDocument(one())?.format).toBe('csaf')
    expect(readDocument({ document: { title: 'x' } })).toBeNull()
  })

  it('throws at nothing and leaves out what cannot be stored, by name', () => {
    const document = one()
    document.document.notes[0].text = 'a\0b'
    document.vulnerabilities[0].threats = [{ category: 'impact', details: 'x'.repeat(70_000) }]
    expect(csafToStix(document).losses.map(({ rule, path }) => `${rule} ${path}`)).toEqual(
      expect.arrayContaining([
        'csaf-unstorable $.document.notes[0].text',
        'csaf-too-large $.vulnerabilities[0].threats[0].details',
      ]),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('document', 'product_tree', 'vulnerabilities'), (value, name) => {
        for (const object of csafToStix({ ...one(), [name]: value }).objects)
          expect(validateObject(object).errors).toEqual([])
        csafToStix(value)
      }),
      { numRuns: 50 },
    )
  })
})
