import { readFileSync } from 'node:fs'
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

  it('does not exist for what is not JSON', () => {
    expect(() => canonicalText(undefined)).toThrow(TypeError)
  })
})
