import { canonicalText, validateObject, type StixObject } from '@noroshi/stix'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { readDocument } from './documents.ts'
import { kevToStix, type KnownObject } from './kev.ts'
import { VULNERABILITY_EXTENSION } from './vulnerability-source.ts'

type Json = any // a document of a test
const catalogue = (): Json =>
  JSON.parse(
    readFileSync(new URL('../../../tests/data/kev/known_exploited_vulnerabilities.json', import.meta.url), 'utf8'),
  )
const vulnerabilities = (objects: readonly StixObject[]): Json[] =>
  objects.filter(({ type }) => type === 'vulnerability')

/** A store that holds these. */
const heldIn =
  (objects: readonly StixObject[]): KnownObject =>
  id => {
    const held: Json = objects.find(object => object.id === id && 'modified' in object)
    return held && { modified: held.modified, says: object => canonicalText(object) === canonicalText(held) }
  }

describe('the catalogue of known exploited vulnerabilities', () => {
  it('becomes a vulnerability with its due date and action for each entry, and the software that has it', () => {
    const { objects, losses } = kevToStix(catalogue())
    expect(losses).toEqual([])
    for (const object of objects) expect([object.id, validateObject(object).errors]).toEqual([object.id, []])
    const found = vulnerabilities(objects)
    expect(found.map(({ name }) => name)).toEqual(catalogue().vulnerabilities.map(({ cveID }: Json) => cveID))
    const [git] = found
    expect(git).toMatchObject({
      name: 'CVE-2025-48384',
      created: '2025-08-25T00:00:00.000Z',
      labels: ['known-exploited'],
    })
    expect(git.extensions[VULNERABILITY_EXTENSION].exploited).toMatchObject({
      added: '2025-08-25',
      due: '2025-09-15',
      ransomware: 'Unknown',
    })
    expect(git.external_references).toContainEqual({ source_name: 'cwe', external_id: 'CWE-59' })
    expect(git.external_references).toContainEqual({
      source_name: 'kev-note',
      url: 'https://nvd.nist.gov/vuln/detail/CVE-2025-48384',
    })
    const software = objects.find(({ type }) => type === 'software')
    expect(software).toMatchObject({ name: 'Git', vendor: 'Git' })
    expect(objects).toContainEqual(
      expect.objectContaining({ relationship_type: 'has', source_ref: software?.id, target_ref: git.id }),
    )
  })

  it('gives the same versions of the same entries, and a new version of an entry that changed', () => {
    const first = kevToStix(catalogue()).objects
    const known = heldIn(first)
    const later = catalogue()
    later.dateReleased = '2026-11-25T12:00:00.5Z'
    expect(kevToStix(later).objects).toEqual(first)
    later.vulnerabilities[1].dueDate = '2027-01-01'
    const second = kevToStix(later, known).objects
    const changed = second.filter(object => known(object.id)?.says({ ...object }) === false)
    expect(changed).toHaveLength(1)
    expect(changed[0]).toMatchObject({ type: 'vulnerability', modified: '2026-11-25T12:00:00.500Z' })
    expect(kevToStix({ ...later, dateReleased: '2026-12-01T00:00:00Z' }, heldIn(second)).objects).toEqual(second)
  })

  it('is read entry by entry: what is wrong with one is named and the others come in', () => {
    const document = catalogue()
    document.vulnerabilities[0].cveID = 'CVE-1'
    document.vulnerabilities[1].dueDate = 'soon'
    document.vulnerabilities[2].rating = 'new'
    document.vulnerabilities[4] = document.vulnerabilities[3]
    const { objects, losses } = kevToStix(document)
    expect(losses.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'kev-property $.vulnerabilities[2].rating',
      'kev-twice $.vulnerabilities[4]',
      'kev-entry $.vulnerabilities[0].cveID',
      'kev-entry $.vulnerabilities[1].dueDate',
    ])
    expect(vulnerabilities(objects)).toHaveLength(document.vulnerabilities.length - 3)
  })

  it('is recognised among other documents, and nothing throws', () => {
    expect(readDocument(catalogue())?.format).toBe('kev')
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        kevToStix(value)
        kevToStix({ ...catalogue(), vulnerabilities: [{ ...catalogue().vulnerabilities[0], notes: value }, other] })
      }),
    )
  })
})
