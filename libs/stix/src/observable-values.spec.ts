import { observableValuesOf } from './observable-values.ts'

describe('the values of a pattern', () => {
  it('are all that it names, each once, with what is asked of them', () => {
    const pattern = `([ipv4-addr:value ISSUBSET '198.51.100.0/24' AND ipv4-addr:value != '198.51.100.1']
      FOLLOWEDBY [file:hashes.'SHA-256' NOT IN ('aa', 'bb') OR windows-registry-key:values[*].name = 'Run'])
      WITHIN 5 SECONDS AND [url:value LIKE 'http%' OR url:value LIKE 'http%' OR file:size > 5 OR EXISTS file:name]`.replace(
      /'(aa|bb)'/g,
      (_, digits: string) => `'${digits.repeat(32)}'`,
    )
    expect(observableValuesOf(pattern).map(value => Object.values(value))).toEqual([
      ['ipv4-addr:value', 'ipv4-addr', '198.51.100.0/24', 'ISSUBSET', false],
      ['ipv4-addr:value', 'ipv4-addr', '198.51.100.1', '!=', false],
      ["file:hashes.'SHA-256'", 'hash:SHA-256', 'aa'.repeat(32), 'IN', true],
      ["file:hashes.'SHA-256'", 'hash:SHA-256', 'bb'.repeat(32), 'IN', true],
      ['windows-registry-key:values[*].name', 'windows-registry-key:values.*.name', 'Run', '=', false],
      ['url:value', 'url', 'http%', 'LIKE', false],
    ])
  })

  it('of what is not a pattern are none', () => {
    expect(observableValuesOf('nonsense')).toEqual([])
  })
})
