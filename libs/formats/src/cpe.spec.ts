import fc from 'fast-check'
import { compareCpe, compareCpeValues, matchCpe } from './cpe-match.ts'
import { CPE_ATTRIBUTES, cpeOf, cpeText, readCpe, wfnText, type CpeName, type CpeValue } from './cpe.ts'
import { compareVersions, isInRange } from './version-order.ts'

const nameOf = (text: string): CpeName => {
  const read = readCpe(text)
  if (!read.ok) throw new Error(`${text}: ${read.faults[0]?.message}`)
  return read.value
}
const ruleOf = (text: string) => {
  const read = readCpe(text)
  return read.ok ? 'read' : read.faults[0]?.rule
}

/** Names of every shape: any printable characters, and wildcards where they may stand. */
const text = fc.record({
  text: fc.string({ unit: fc.constantFrom(...'ab1._-+!~/:*?\\"%'), minLength: 1, maxLength: 6 }),
  before: fc.constantFrom(0, 0, 1, 2, Infinity),
  after: fc.constantFrom(0, 0, 1, 2, Infinity),
})
const value = fc.oneof(fc.constant('ANY' as const), fc.constant('NA' as const), text)
const names: fc.Arbitrary<CpeName> = fc.record({
  part: fc.constantFrom<CpeValue[]>('ANY', 'NA', ...['a', 'o', 'h'].map(one => ({ text: one, before: 0, after: 0 }))),
  vendor: value,
  product: value,
  version: value,
  update: value,
  edition: value,
  language: fc.constantFrom<CpeValue[]>(
    'ANY',
    'NA',
    { text: 'ja', before: 0, after: 0 },
    { text: 'en-us', before: 0, after: 0 },
  ),
  swEdition: value,
  targetSw: value,
  targetHw: value,
  other: value,
})

describe('a CPE name', () => {
  it('is read from the examples of NISTIR 7695 in each of its three forms, and is the same name', () => {
    const wfn = 'wfn:[part="a",vendor="microsoft",product="internet_explorer",version="8\\.0\\.6001",update="beta"]'
    const formatted = 'cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*'
    const uri = 'cpe:/a:microsoft:internet_explorer:8.0.6001:beta'
    expect(nameOf(uri)).toEqual(nameOf(formatted))
    expect(nameOf(wfn)).toEqual(nameOf(formatted))
    expect(cpeText(nameOf(uri))).toBe(formatted)
    expect(wfnText(nameOf(uri))).toBe(wfn)
  })

  it.each([
    [
      'cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~',
      'cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*',
    ],
    [
      'cpe:/a:hp:openview_network_manager:7.51::~~~linux~~',
      'cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*',
    ],
    ['cpe:/a:microsoft:internet_explorer:8.%02:sp%01', 'cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*'],
    ['cpe:/a:foo%5cbar:big%24money_2010%07:::~~special~ipod_touch~80gb~', 'cpe-value'],
    ['cpe:/a:foo~bar:big%7emoney_2010', 'cpe:2.3:a:foo\\~bar:big\\~money_2010:*:*:*:*:*:*:*:*'],
  ])('of version 2.2 is bound as the standard shows: %s', (uri, expected) => {
    const read = readCpe(uri)
    expect(read.ok ? cpeText(read.value) : read.faults[0]?.rule).toBe(expected)
  })

  it.each([
    ['cpe:2.3:a:b:c', 'cpe-attributes'],
    ['cpe:2.3:x:b:c:*:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a:b c:c:*:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a:b*c:c:*:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a::c:*:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a:b:c:**:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a:b:c:1:*:*:english:*:*:*:*', 'cpe-value'],
    ['cpe:2.3:a:b:c:1:*:*:en\\', 'cpe-attributes'],
    ['cpe:2.3:a:b:c:é:*:*:*:*:*:*:*', 'cpe-value'],
    ['cpe:/a:b:c:1:2:3:ja:8', 'cpe-attributes'],
    ['cpe:/a:b:%zz', 'cpe-value'],
    ['cpe:/a:b:c:1:2:~1~2~3~4~5~6', 'cpe-edition'],
    ['wfn:[part="a",part="o"]', 'cpe-wfn'],
    ['wfn:[part="a",vendor=]', 'cpe-wfn'],
    ['linux kernel', 'cpe-prefix'],
    [`cpe:2.3:a:${'x'.repeat(2000)}`, 'cpe-length'],
  ])('that is none is refused by its rule: %s', (name, rule) => {
    expect(ruleOf(name)).toBe(rule)
  })

  it('that can be written reads the same again, in both forms', () => {
    fc.assert(
      fc.property(names, name => {
        expect(nameOf(cpeText(name))).toEqual(name)
        expect(nameOf(wfnText(name))).toEqual(name)
      }),
    )
  })

  it('is made of plain values, or not at all where CPE has no sign for one', () => {
    const name = cpeOf({ part: 'a', vendor: 'Example', product: 'Web Server', version: '1:2' })
    expect(name).toBeUndefined()
    const other = cpeOf({ part: 'a', vendor: 'Example', product: 'Web_Server', version: '1:2*' })
    expect(other && cpeText(other)).toBe('cpe:2.3:a:example:web_server:1\\:2\\*:*:*:*:*:*:*:*')
  })

  it('is never a reason to throw, and is read in linear time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), junk => void readCpe(junk)))
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), junk => void readCpe(`cpe:/a:${junk}`)))
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), junk => void readCpe(`wfn:[${junk}]`)))
    for (const one of ['?', '\\', '~', 'a=', '"', '%', '\\:']) {
      for (const prefix of ['cpe:2.3:a:', 'cpe:/', 'wfn:[']) readCpe(`${prefix}${one.repeat(900)}]`)
    }
  })
})

describe('matching of CPE names', () => {
  const of = (version: string) => nameOf(`cpe:2.3:a:b:c:${version}:*:*:*:*:*:*:*`).version

  it.each([
    // Table 6-2 of NISTIR 7696, row by row.
    ['*', '*', 'equal'],
    ['*', '-', 'superset'],
    ['*', '8.0', 'superset'],
    ['*', '8.*', 'undefined'],
    ['-', '*', 'subset'],
    ['-', '-', 'equal'],
    ['-', '8.0', 'disjoint'],
    ['-', '8.*', 'undefined'],
    ['8.0', '8.0', 'equal'],
    ['8.0', '9.0', 'disjoint'],
    ['8.0', '8.*', 'undefined'],
    ['8.0', '-', 'disjoint'],
    ['8.0', '*', 'subset'],
    ['8.*', '8.0', 'superset'],
    ['8.*', '9.0', 'disjoint'],
    ['8.*', '-', 'disjoint'],
    ['8.*', '*', 'subset'],
    ['8.*', '8.*', 'undefined'],
    ['8.?', '8.', 'superset'],
    ['8.??', '8.12', 'superset'],
    ['8.??', '8.123', 'disjoint'],
    ['?8', '18', 'superset'],
    ['?8', '118', 'disjoint'],
    ['*8?', '8888', 'superset'],
    ['??a?', 'aa', 'superset'],
  ])('compares %s with %s as %s', (source, target, relation) => {
    expect(compareCpeValues(of(source), of(target))).toBe(relation)
  })

  it('of whole names is that of the attributes together', () => {
    const name = nameOf('cpe:2.3:a:adobe:reader:9.3.2:-:*:*:*:*:*:*')
    expect(compareCpe(nameOf('cpe:2.3:a:adobe:*:9.*:*:*:*:*:*:*:*'), name)).toBe('superset')
    expect(compareCpe(name, nameOf('cpe:2.3:a:adobe:reader:*:*:*:*:*:*:*:*'))).toBe('subset')
    expect(compareCpe(name, nameOf('cpe:2.3:a:adobe:flash:*:*:*:*:*:*:*:*'))).toBe('disjoint')
    expect(
      compareCpe(nameOf('cpe:2.3:a:*:reader:9.3.2:-:*:*:*:*:*:*'), nameOf('cpe:2.3:a:adobe:*:9.3.2:-:*:*:*:*:*:*')),
    ).toBe('undefined')
  })

  it('holds for any names: one is equal to itself, what one contains is contained in it, and ANY contains all', () => {
    const any = nameOf('cpe:2.3:*:*:*:*:*:*:*:*:*:*:*')
    const plain = names.map(name => {
      const entries = CPE_ATTRIBUTES.map(one => [
        one,
        typeof name[one] === 'object' ? { ...name[one], before: 0, after: 0 } : name[one],
      ])
      return { ...name, ...Object.fromEntries(entries) } as CpeName
    })
    const opposite = {
      equal: 'equal',
      superset: 'subset',
      subset: 'superset',
      disjoint: 'disjoint',
      undefined: 'undefined',
    }
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(compareCpe(one, one)).toBe('equal')
        expect(['superset', 'equal']).toContain(compareCpe(any, one))
        expect(compareCpe(one, other)).toBe(opposite[compareCpe(other, one)])
      }),
    )
  })

  it('with a range of versions says yes, no, or perhaps where the product says too little', () => {
    const criteria = {
      name: nameOf('cpe:2.3:o:fortinet:fortios:*:*:*:*:*:*:*:*'),
      versionStartIncluding: '7.4.0',
      versionEndExcluding: '7.4.10',
    }
    const answer = (version: string) =>
      matchCpe(criteria, nameOf(`cpe:2.3:o:fortinet:fortios:${version}:*:*:*:*:*:*:*`))
    expect(['7.3.9', '7.4.0', '7.4.9', '7.4.10', '*', '-', '7.*'].map(answer)).toEqual([
      ...['no', 'yes', 'yes', 'no', 'perhaps', 'no', 'perhaps'],
    ])
    expect(matchCpe(criteria, nameOf('cpe:2.3:o:fortinet:fortimail:7.4.1:*:*:*:*:*:*:*'))).toBe('no')
  })
})

describe('the order of versions', () => {
  it.each([
    ['1.0', '1.0.0'],
    ['v2.1', '2.1'],
    ['1.0+build.7', '1.0'],
    ['1.0-rc1', '1-rc.1'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(compareVersions(one, other)).toBe(0)
  })

  it('is that of people', () => {
    const inOrder = [
      '0.9',
      '1.0-alpha',
      '1.0-beta2',
      '1.0-rc1',
      '1.0-rc2',
      '1.0',
      '1.0a',
      '1.0.1',
      '1.0.2',
      '1.0.2a',
      '1.0.2k',
      '1.0.10',
      '1.2',
      '1.10',
      '2',
    ]
    const shuffled = inOrder.toSorted((one, other) => (one < other ? 1 : -1))
    expect(shuffled.toSorted(compareVersions)).toEqual(inOrder)
  })

  it('compares numbers that no number can hold', () => {
    expect(compareVersions('20261125000000000000000001', '20261125000000000000000002')).toBeLessThan(0)
    expect(isInRange('9'.repeat(40), { versionEndIncluding: '1' })).toBe(false)
  })

  it('is one order, whatever the texts', () => {
    const version = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123.-ab+rcv '), maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    const sign = (one: string, other: string) => Math.sign(compareVersions(one, other))
    fc.assert(
      fc.property(version, version, version, (one, other, third) => {
        expect(sign(one, one)).toBe(0)
        expect(sign(one, other) + sign(other, one)).toBe(0)
        if (sign(one, other) <= 0 && sign(other, third) <= 0) expect(sign(one, third)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })
})
