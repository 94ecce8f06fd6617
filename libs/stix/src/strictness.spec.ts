import fc from 'fast-check'
import { microsecondsOf } from './timestamp.ts'
import { versionOf } from './object-words.ts'
import { TLP_MARKINGS } from './tlp.ts'
import { validateObject } from './validate.ts'

const tool = {
  type: 'tool',
  spec_version: '2.1',
  id: 'tool--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
  created: '2016-05-12T08:17:27.000Z',
  modified: '2016-05-12T08:17:27.000Z',
  name: 'x',
}

const rulesOf = (found: { rule: string; path: string }[]): string[] => found.map(({ rule, path }) => `${rule} ${path}`)

describe('a source whose broken rules are tolerated', () => {
  it.each<[string, object]>([
    ['out-of-range $.confidence', { ...tool, confidence: 101 }],
    ['required-property $.name', { ...tool, name: undefined }],
    ['required-property $.spec_version', { ...tool, spec_version: undefined }],
    ['empty-list $.aliases', { ...tool, aliases: [] }],
    ['wrong-kind $.confidence', { ...tool, confidence: 'high' }],
  ])('is taken in with the warning %s, and refused otherwise', (error, object) => {
    const json: unknown = JSON.parse(JSON.stringify(object))
    const strict = validateObject(json)
    const lenient = validateObject(json, 'accept-with-warning')
    expect(rulesOf(strict.errors)).toContain(error)
    expect(lenient.errors).toEqual([])
    expect(lenient.warnings).toEqual([...strict.errors, ...strict.warnings])
  })

  it.each<[string, unknown]>([
    ['not-an-object $', []],
    ['not-an-object $', null],
    ['required-property $.type', { ...tool, type: undefined }],
    ['invalid-type $.type', { ...tool, type: 'Tool' }],
    ['required-property $.id', { ...tool, id: undefined }],
    ['invalid-id $.id', { ...tool, id: 'tool--1' }],
    ['id-type-mismatch $.id', { ...tool, id: tool.id.replace('tool', 'malware') }],
    ['invalid-timestamp $.created', { ...tool, created: 'yesterday' }],
    ['invalid-timestamp $.modified', { ...tool, modified: 5 }],
    [
      'required-property $.objects[0].id',
      { type: 'bundle', id: tool.id.replace('tool', 'bundle'), objects: [{ ...tool, id: undefined }] },
    ],
    ['wrong-kind $.revoked', { ...tool, revoked: 'true' }],
    ['wrong-kind $.object_marking_refs', { ...tool, object_marking_refs: TLP_MARKINGS[3]?.object.id }],
    ['unknown-tlp $', { ...TLP_MARKINGS[3]?.object, definition: { tlp: 'white' } }],
    ['too-deep $', JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`)],
  ])('is refused all the same where the store could not keep it: %s', (error, object) => {
    const json: unknown = JSON.parse(JSON.stringify(object))
    expect(rulesOf(validateObject(json, 'accept-with-warning').errors)).toContain(error)
  })

  it('leaves nothing in the store whose version has no order', () => {
    const time = fc.oneof(fc.string(), fc.constantFrom(tool.created, 'now', ''), fc.integer(), fc.constant(null))
    const types = fc.constantFrom('tool', 'url', 'x-own', 'marking-definition', 'process')
    fc.assert(
      fc.property(types, time, time, (type, created, modified) => {
        const object = { ...tool, type, id: tool.id.replace('tool', type), value: 'http://x/', created, modified }
        if (validateObject(object, 'accept-with-warning').errors.length > 0) return
        const version = versionOf(object)
        expect(version === '' ? 0n : microsecondsOf(version)).toEqual(expect.any(BigInt))
      }),
    )
  })
})
