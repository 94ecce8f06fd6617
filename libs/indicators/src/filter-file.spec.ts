import fc from 'fast-check'
import { filterFile, filterHeader, readFilterFile, signedOfFilter, type FilterFacts } from './filter-file.ts'
import { makeFilter, mayHold } from './filter.ts'

const FACTS: FilterFacts = {
  ...{ hub: 'https://hub.example', tier: 'MEMBER', categories: ['PROVISION', 'NOTICE'], count: 500 },
  ...{ madeAt: '2026-10-01T00:00:00.000Z', expiresAt: '2026-10-08T00:00:00.000Z' },
  ...{ bodySha256: 'ab'.repeat(32), keyId: '0123456789abcdef' },
}
const SIGNATURE = `${'A'.repeat(86)}==`
const held = Array.from({ length: 500 }, (_, index) => `evil${index}.example`)
const filter = makeFilter(held, Uint32Array.of(1, 2, 0xfedcba98, 4))
const header = filterHeader(filter, FACTS)
const file = filterFile(header, SIGNATURE, filter)

const faultOf = (bytes: Uint8Array<ArrayBuffer>): string | null => {
  const read = readFilterFile(bytes)
  return 'fault' in read ? read.fault : null
}
const encoded = (text: string) => new TextEncoder().encode(text)
const { bits } = filter
const joined = (line: string, signature = SIGNATURE, body: Uint8Array = bits): Uint8Array<ArrayBuffer> =>
  new Uint8Array([...encoded(`${line}\n${signature}\n`), ...body])
/** The header with other fields, written canonically. */
const saying = (changes: object): string => {
  const fields = { ...(JSON.parse(header) as object), ...changes } as Record<string, unknown>
  return JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))))
}

describe('a filter file', () => {
  it('is read as it was written', () => {
    expect(readFilterFile(file)).toEqual({
      facts: FACTS,
      filter,
      body: filter.bits,
      signed: signedOfFilter(header),
      signature: SIGNATURE,
    })
    expect(new TextDecoder().decode(signedOfFilter(header))).toBe(`noroshi-filter 1\n${header}`)
  })

  it('says what it is in its first line', () => {
    const [line] = new TextDecoder().decode(file.subarray(0, 1_000)).split('\n')
    expect(JSON.parse(line)).toMatchObject({ format: 'noroshi-filter', version: 1, count: 500, tier: 'MEMBER' })
  })

  it.each<[string, object]>([
    ['format', { format: 'other' }],
    ['version', { version: 2 }],
    ['algorithm', { algorithm: 'bloom' }],
    ['fingerprintBits', { fingerprintBits: 8 }],
    ['filterKey', { filterKey: 'ab' }],
    ['filterKey', { filterKey: 'zz'.repeat(16) }],
    ['seed', { seed: -1 }],
    ['seed', { seed: 100 }],
    ['segmentLength', { segmentLength: 100 }],
    ['segmentLength', { segmentLength: 2 ** 30 }],
    ['segmentLength', { segmentLength: '64' }],
    ['segmentCount', { segmentCount: 0 }],
    ['segmentCount', { segmentCount: 1.5 }],
    ['segmentCount', { segmentCount: 2 ** 27, segmentLength: 2 ** 18 }],
    ['bodyBytes', { bodyBytes: bits.length + 1 }],
    ['bodyBytes', { segmentCount: filter.segmentCount + 1 }],
    ['count', { count: 10 ** 8 }],
    ['count', { count: -1 }],
    ['bodySha256', { bodySha256: 'AB'.repeat(32) }],
    ['keyId', { keyId: '' }],
    ['hub', { hub: 'javascript:alert(1)' }],
    ['hub', { hub: 'https://hub.example/\u001b[2J' }],
    ['tier', { tier: 'member' }],
    ['categories', { categories: 'NOTICE' }],
    ['madeAt', { madeAt: 'yesterday' }],
    ['expiresAt', { expiresAt: FACTS.madeAt }],
    ['header', { more: 1 }],
  ])('names the field %s of %j', (field, changes) => {
    expect(faultOf(joined(saying(changes)))).toMatch(new RegExp(`^${field}: `))
  })

  it('is refused when anything is missing, doubled, cut or lengthened', () => {
    for (const field of Object.keys(JSON.parse(header) as object))
      expect(faultOf(joined(saying({ [field]: undefined })))).toMatch(new RegExp(`^${field}: `))
    for (const line of ['', '[]', 'null', '{', `${header} `, header.replace('{', '{"algorithm":"binary-fuse-3",')])
      expect([line, faultOf(joined(line))]).toEqual([line, 'header: canonical JSON (RFC 8785) is needed'])
    for (const signature of ['', 'A'.repeat(88), `${'A'.repeat(87)}==`, `${'-'.repeat(86)}==`])
      expect(faultOf(joined(header, signature))).toMatch(/^signature: /)
    expect(faultOf(joined(header, SIGNATURE, bits.subarray(1)))).toMatch(/^body: .*cut/)
    expect(faultOf(joined(header, SIGNATURE, new Uint8Array([...bits, 0])))).toMatch(/^body: /)
    expect(faultOf(new Uint8Array(100_000).fill(120))).toMatch(/^header: a first line of at most/)
    for (let length = 0; length < file.length; length += 13) expect(faultOf(file.slice(0, length))).not.toBeNull()
  })

  it('whatever bytes are other, is refused or read without a fault of the program', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        fc.nat({ max: file.length }),
        fc.boolean(),
        (changes, cut, isCut) => {
          const other = file.slice(0, isCut ? cut : undefined)
          for (const [place, byte] of changes) if (place < other.length) other[place] = byte
          const read = readFilterFile(other)
          if ('fault' in read) expect(read.fault).toMatch(/^\w+: ./)
          else for (const value of held.slice(0, 20)) expect(typeof mayHold(read.filter, value)).toBe('boolean')
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
