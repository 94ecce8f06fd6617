import fc from 'fast-check'
import { readCpe } from './cpe.ts'
import { matchComponent, readSbom, type Sbom } from './sbom.ts'

type Json = any // a document of a test
const cyclonedx = (): Json => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { type: 'application', name: 'gateway' } },
  components: [
    {
      type: 'library',
      name: 'openssl',
      version: '1.0.2k',
      purl: 'pkg:generic/openssl@1.0.2k',
      cpe: 'cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*',
      licenses: [{ license: { id: 'OpenSSL' } }],
      hashes: [{ alg: 'SHA-256', content: 'ab12' }],
      supplier: { name: 'OpenSSL' },
      components: [
        { type: 'library', name: 'inner', licenses: [{ expression: 'MIT OR Apache-2.0' }], publisher: 'Somebody' },
      ],
    },
  ],
})
const spdx = (): Json => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'gateway',
  packages: [
    {
      SPDXID: 'SPDXRef-1',
      name: 'openssl',
      versionInfo: '1.0.2k',
      supplier: 'Organization: OpenSSL',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'OpenSSL',
      checksums: [{ algorithm: 'SHA256', checksumValue: 'ab12' }],
      externalRefs: [
        {
          referenceCategory: 'SECURITY',
          referenceType: 'cpe22Type',
          referenceLocator: 'cpe:/a:openssl:openssl:1.0.2k',
        },
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:generic/openssl@1.0.2k' },
      ],
    },
  ],
})
const sbomOf = (value: unknown): Sbom => {
  const read = readSbom(value)
  if (!read.ok) throw new Error(read.faults[0]?.message)
  return read.value
}
const openssl = {
  name: 'openssl',
  version: '1.0.2k',
  purl: 'pkg:generic/openssl@1.0.2k',
  cpe: 'cpe:2.3:a:openssl:openssl:1.0.2k:*:*:*:*:*:*:*',
  licence: 'OpenSSL',
  supplier: 'OpenSSL',
}

describe('an SBOM', () => {
  it('of CycloneDX gives its components, those within components too', () => {
    for (const specVersion of ['1.4', '1.5', '1.6'])
      expect(sbomOf({ ...cyclonedx(), specVersion })).toEqual({
        format: 'cyclonedx',
        version: specVersion,
        name: 'gateway',
        faults: [],
        components: [
          { ...openssl, hashes: [{ algorithm: 'SHA-256', value: 'ab12' }], path: '$.components[0]' },
          {
            name: 'inner',
            licence: 'MIT OR Apache-2.0',
            supplier: 'Somebody',
            hashes: [],
            path: '$.components[0].components[0]',
          },
        ],
      })
  })

  it('of SPDX gives the same component', () => {
    expect(sbomOf(spdx())).toEqual({
      format: 'spdx',
      version: '2.3',
      name: 'gateway',
      faults: [],
      components: [{ ...openssl, hashes: [{ algorithm: 'SHA256', value: 'ab12' }], path: '$.packages[0]' }],
    })
  })

  it.each([
    ['another version', { ...cyclonedx(), specVersion: '1.2' }, 'sbom-structure', '$.specVersion'],
    ['another version of SPDX', { ...spdx(), spdxVersion: 'SPDX-2.2' }, 'sbom-structure', '$.spdxVersion'],
    [
      'a component without a name',
      { ...cyclonedx(), components: [{ type: 'library' }] },
      'sbom-structure',
      '$.components[0].name',
    ],
    ['a package without a name', { ...spdx(), packages: [{ SPDXID: 'x' }] }, 'sbom-structure', '$.packages[0].name'],
    [
      'a package with a blank name',
      { ...spdx(), packages: [{ SPDXID: 'x', name: '\t' }] },
      'sbom-structure',
      '$.packages[0].name',
    ],
    ['no SBOM', { a: 1 }, 'sbom-format', '$'],
  ])('is refused by its place, in English and Japanese: %s', (_, value, rule, path) => {
    const read = readSbom(value)
    if (read.ok) throw new Error('was read')
    expect(read.faults[0]).toMatchObject({
      rule,
      path,
      message: expect.stringMatching(/^[\x20-\x7e]+$/),
      messageJa: expect.stringMatching(/[ぁ-んァ-ヶ]/),
    })
  })

  it('with an identifier that is none has its component without it, and says so', () => {
    const document = cyclonedx()
    Object.assign(document.components[0], { purl: 'openssl', cpe: 'openssl' })
    const { components, faults } = sbomOf(document)
    expect(components[0]).not.toHaveProperty('cpe')
    expect(components[0]).not.toHaveProperty('purl')
    expect(faults.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
      'sbom-purl $.components[0].purl',
      'cpe-prefix $.components[0].cpe',
    ])
  })

  it('is matched with vulnerable software, by the version of the CPE or the one beside it', () => {
    const name = readCpe('cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*')
    if (!name.ok) throw new Error('not a name')
    const criteria = { name: name.value, versionStartIncluding: '1.0.2', versionEndExcluding: '1.0.2m' }
    const of = (version: string | undefined, inName: string) => ({
      name: 'openssl',
      hashes: [],
      path: '$',
      cpe: `cpe:2.3:a:openssl:openssl:${inName}:*:*:*:*:*:*:*`,
      ...(version === undefined ? {} : { version }),
    })
    expect(matchComponent(of(undefined, '1.0.2k'), criteria)).toBe('yes')
    expect(matchComponent(of('1.0.2k', '*'), criteria)).toBe('yes')
    expect(matchComponent(of('1.0.2m', '*'), criteria)).toBe('no')
    expect(matchComponent(of(undefined, '*'), criteria)).toBe('perhaps')
    expect(matchComponent({ name: 'openssl', version: '1.0.2k', hashes: [], path: '$' }, criteria)).toBe('no')
  })

  it('of any JSON throws nothing', () => {
    fc.assert(fc.property(fc.jsonValue(), value => void readSbom(value)))
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        readSbom({ ...cyclonedx(), components: value })
        readSbom({ ...spdx(), packages: [value] })
      }),
    )
    let deep: Json = { name: 'x' }
    for (let depth = 0; depth < 20_000; depth += 1) deep = { name: 'x', components: [deep] }
    expect(readSbom({ ...cyclonedx(), components: [deep] })).toMatchObject({
      ok: false,
      faults: [{ rule: 'sbom-limit' }],
    })
  })
})
