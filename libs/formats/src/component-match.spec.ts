import { componentKeys, matchSoftware, softwareKeys } from './component-match.ts'
import type { SbomComponent } from './sbom.ts'

const component = (more: Partial<SbomComponent>): SbomComponent => ({ name: 'server', hashes: [], path: '$', ...more })
const CPE = 'cpe:2.3:a:example:server:1.2.3:*:*:*:*:*:*:*'
const ANY = 'cpe:2.3:a:example:server:*:*:*:*:*:*:*:*'

describe('a component among vulnerable software', () => {
  it.each<[string, Partial<SbomComponent>, { name: string; vendor?: string; version?: string; cpe?: string }, string]>([
    ['of the same CPE', { cpe: CPE }, { name: 'x', cpe: CPE }, 'yes'],
    ['of another version', { cpe: CPE }, { name: 'x', cpe: CPE.replace('1.2.3', '1.2.4') }, 'no'],
    ['of another vendor', { cpe: CPE.replace('example', 'other') }, { name: 'server', cpe: CPE }, 'no'],
    ['of any version', { cpe: CPE }, { name: 'x', cpe: ANY }, 'yes'],
    [
      'of a version said beside a CPE that leaves it open',
      { cpe: CPE },
      { name: 'x', cpe: ANY, version: '1.2.3' },
      'yes',
    ],
    ['of another version said beside', { cpe: CPE }, { name: 'x', cpe: ANY, version: '1.3' }, 'no'],
    ['of versions said in words', { cpe: CPE }, { name: 'x', cpe: ANY, version: '< 1.3' }, 'perhaps'],
    [
      'of a CPE that leaves the version open and a version beside',
      { cpe: ANY, version: '1.2.3' },
      { name: 'x', cpe: CPE },
      'yes',
    ],
    ['of a name alone', { name: 'Server' }, { name: 'server' }, 'perhaps'],
    ['of a name and a version', { version: 'v1.2.3' }, { name: 'server', version: '1.2.3' }, 'perhaps'],
    ['of a name and another version', { version: '1.2.3' }, { name: 'server', version: '1.2.4' }, 'no'],
    ['of another name', { name: 'serverless' }, { name: 'server' }, 'no'],
    [
      'of a name with vendor and version',
      {},
      { name: 'Example Server 1.2.3', vendor: 'Example', version: '1.2.3' },
      'perhaps',
    ],
    [
      'of a package, against a CPE',
      { name: 'a/b', purl: 'pkg:npm/%40scope/server@1.2.3?arch=x' },
      { name: 'x', cpe: CPE },
      'perhaps',
    ],
    ['of a package of another version', { name: 'a/b', purl: 'pkg:npm/server@1.2.4' }, { name: 'x', cpe: CPE }, 'no'],
    ['of a CPE, against a name in full width', { cpe: CPE }, { name: 'Ｓｅｒｖｅｒ' }, 'perhaps'],
    ['that is a hardware of that name', { cpe: CPE.replace(':a:', ':h:') }, { name: 'server', cpe: CPE }, 'no'],
  ])('%s', (_, more, software, answer) => {
    expect(matchSoftware(component(more), software)).toBe(answer)
  })

  it('is looked for under every name that it may have, and no other', () => {
    expect(componentKeys(component({ name: 'My  Server', cpe: CPE, purl: 'pkg:deb/debian/lib%2Bx@1?a=b#c' }))).toEqual([
      'server',
      'my_server',
      'lib+x',
    ])
    expect(softwareKeys({ name: 'Example Server 1.2.3', vendor: 'Example', version: '1.2.3', cpe: ANY })).toEqual([
      'server',
      'example_server_1.2.3',
      'server_1.2.3',
    ])
    expect(softwareKeys({ name: '  ' })).toEqual([])
    expect(componentKeys(component({ name: '%', purl: 'pkg:npm/%zz' }))).toEqual(['%', '%zz'])
  })
})
