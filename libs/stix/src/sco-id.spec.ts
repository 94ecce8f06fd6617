import { readFileSync } from 'node:fs'
import canonicalize from 'canonicalize'
import { canonicalText, scoId } from './sco-id.ts'

interface IdVector {
  readonly kind: string
  readonly id: string
  readonly object: Readonly<Record<string, unknown>>
}

// The files hold one vector a line, in the form that tests/data/stix/README.md gives.
const idVectors = ['sco-uuidv5-spec-examples.jsonl', 'python-stix2-v21.jsonl']
  .flatMap(name =>
    readFileSync(new URL(`../../../tests/data/stix/${name}`, import.meta.url), 'utf8')
      .trimEnd()
      .split('\n'),
  )
  .map(line => JSON.parse(line) as IdVector)
  .filter(vector => vector.kind === 'sco-uuidv5')

describe('the deterministic id of an observable', () => {
  it('is the one that the standard and python-stix2 compute, in all vectors', () => {
    expect(idVectors).toHaveLength(59)
    expect(idVectors.filter(({ object, id }) => scoId(object) !== id)).toEqual([])
  })

  it('does not depend on the order of keys or on other properties', () => {
    const id = scoId({ type: 'software', name: 'Word', vendor: 'Microsoft' })
    expect(scoId({ vendor: 'Microsoft', languages: ['ja'], name: 'Word', type: 'software' })).toBe(id)
  })

  it('takes one digest only, the best known one', () => {
    const md5 = 'cead3f77f6cda6ec00f57d76c9a6879f'
    const both = scoId({ type: 'file', hashes: { 'SHA-256': 'a'.repeat(64), MD5: md5 } })
    expect(both).toBe(scoId({ type: 'file', hashes: { MD5: md5 } }))
    expect(scoId({ type: 'file', hashes: { TLSH: 'b' } })).not.toBe(scoId({ type: 'file', hashes: { TLSH: 'c' } }))
  })

  it.each([
    [{ type: 'process', pid: 17 }],
    [{ type: 'x509-certificate', issuer: 'CN=x' }],
    [{ type: 'indicator', name: 'x' }],
    [{ type: 'constructor', value: 'x' }],
    [{}],
    ['text'],
    [null],
  ])('does not exist for %j', object => {
    expect(scoId(object)).toBeUndefined()
  })
})

describe('the canonical text', () => {
  it('sorts keys and writes numbers in one way (RFC 8785)', () => {
    expect(canonicalText({ b: 1.0, a: ['é', 1e21], '': null })).toBe('{"":null,"a":["é",1e+21],"b":1}')
  })

  it.each([
    { 10: 1, 9: 2, a: 3, A: 4 },
    JSON.parse('{"b":1,"__proto__":{"z":1,"y":2},"a":2}') as unknown,
    { é: 1, e: 2, '\u{1F43A}': 3, '\uFB33': 4 },
    { toJSON: 1, constructor: [{ b: {}, a: [] }] },
    [-0, 1e-7, 5e-324, 123456789012345680000, '\u2028"\\\u0007'],
    'text',
    null,
  ])('is what the library of the RFC writes: %j', value => {
    expect(canonicalText(value)).toBe(canonicalize(value))
  })

  it.each([{ a: '\ud800' }, { '\udc00': 1 }, [NaN], [Infinity]])(
    'takes what is no Unicode and no number as the library does',
    value => {
      const outcome = (write: () => unknown) => {
        try {
          return write()
        } catch (error) {
          return String(error)
        }
      }
      expect(outcome(() => canonicalText(value))).toBe(outcome(() => canonicalize(value)))
    },
  )

  it('does not exist for what is not JSON', () => {
    expect(() => canonicalText(undefined)).toThrow(TypeError)
  })
})
