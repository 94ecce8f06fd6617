import { ipBlockOf, ipBlockText, isWithinBlock } from '@noroshi/stix'
import fc from 'fast-check'
import { blocksAround, requireValues, spellingsAsMeant, spellingsOfAll } from './look-up.ts'

describe('the spellings of a value that somebody asks for', () => {
  it.each([
    ['hxxps://Evil[.]example/a', ['hxxps://Evil[.]example/a', 'https://Evil.example/a', 'https://evil.example/a']],
    ['198.51.100[.]7', ['198.51.100[.]7', '198.51.100.7']],
    [' Evil.example ', ['Evil.example', 'evil.example']],
    ['', []],
  ])('of %j are those of what is written and of what is meant: %j', (text, spellings) => {
    expect(spellingsAsMeant(text, null)).toEqual(spellings)
  })
})

describe('the blocks around an address', () => {
  it('are all that contain it and are worth asking for, the narrowest first', () => {
    for (const [addresses, blocks] of [
      [fc.ipV4(), 24],
      [fc.ipV6(), 112],
    ] as const)
      fc.assert(
        fc.property(addresses, text => {
          const address = ipBlockOf(text)
          const around = blocksAround(text, null).map(block => ipBlockOf(block))
          expect(new Set(around.map(block => block?.prefix)).size).toBe(blocks)
          for (const block of around) expect(address && block && isWithinBlock(address, block)).toBe(true)
          expect(around.map(block => block && ipBlockText(block))).toEqual(blocksAround(text, null))
        }),
        { numRuns: 50 },
      )
    expect(blocksAround(' 198.51.100[.]7 ', null).slice(0, 8)).toEqual([
      ...['198.51.100.6/31', '198.51.100.4/30', '198.51.100.0/29', '198.51.100.0/28'],
      ...['198.51.100.0/27', '198.51.100.0/26', '198.51.100.0/25', '198.51.100.0/24'],
    ])
    for (const text of ['198.51.100(dot)7', '１９８．５１．１００．７'])
      expect(blocksAround(text, null)).toHaveLength(24)
    expect(blocksAround('2001:db8::1', 'ipv6').at(-1)).toBe('2001::/16')
  })

  it.each(['198.51.100.0/24', '2001:db8::/32', 'evil.example', 'http://198.51.100.7/', '', '198.51.100'])(
    'of %j, which is no address, are none',
    text => {
      expect(blocksAround(text, null)).toEqual([])
    },
  )

  it('are not asked for when another kind is wanted', () => {
    expect(blocksAround('198.51.100.7', 'ipv6')).toEqual([])
    expect(blocksAround('198.51.100.7', 'url')).toEqual([])
    expect(blocksAround('198.51.100.7/32', 'ipv4')).toHaveLength(24)
  })

  it('are marked as such beside the spellings of their question', () => {
    const spellings = spellingsOfAll(['evil.example', '198.51.100.7'], null)
    expect(spellings.filter(({ byBlock }) => !byBlock).map(({ question, value }) => [question, value])).toEqual([
      [0, 'evil.example'],
      [1, '198.51.100.7'],
    ])
    expect(spellings.filter(({ byBlock }) => byBlock).every(({ question }) => question === 1)).toBe(true)
  })
})

it('several values of one question are between 1 and 500', () => {
  for (const values of [[], Array.from({ length: 501 }, () => 'x')])
    expect(() => requireValues(values)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', reason: 'VALUES' }))
  expect(() => requireValues(['x', ' '])).toThrow(expect.objectContaining({ reason: 'VALUE' }))
  expect(requireValues(Array.from({ length: 500 }, () => 'x'))).toBeUndefined()
})
