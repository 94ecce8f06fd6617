import { matchPattern } from './pattern-match.ts'
import { microsecondsOf } from './timestamp.ts'

/** Milliseconds of processor time, not the clock's: the machine may have other work. */
const effortOf = (work: () => unknown): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`

/** An observed data of one observable, seen at one second or over a span of them. */
const seen = (id: string, observable: object, first = 0, last = first, count = 1): object[] => [
  {
    type: 'observed-data',
    id,
    first_observed: at(first),
    last_observed: at(last),
    number_observed: count,
    object_refs: [`${id}-sco`],
  },
  { id: `${id}-sco`, ...observable },
]

const file = (properties: object): object => ({ type: 'file', ...properties })
const matches = (test: string, observable: object): boolean | string => {
  const match = matchPattern(`[${test}]`, seen('one', observable))
  return match.ok ? match.matches : match.refusal.rule
}
const binding = (pattern: string, objects: readonly unknown[]): readonly string[] | string => {
  const match = matchPattern(pattern, objects)
  return match.ok ? match.binding : match.refusal.rule
}

describe('a comparison', () => {
  it.each([
    ["file:name = 'a.exe'", true],
    ["file:name NOT = 'a.exe'", false],
    ["file:nothing != 'x'", false],
    ["file:nothing NOT = 'x'", false],
    ['NOT EXISTS file:nothing', true],
    ['EXISTS file:name', true],
    ['EXISTS file:nothing', false],
    ['NOT EXISTS process:pid', false],
    ["file:size = '100'", false],
    ["file:size != '100'", true],
    ["file:size NOT > 'x'", true],
    ['file:size = 100.0', true],
    ['file:size IN (1, 2.5, 100)', true],
    ['file:size = true', false],
    ["file:hashes.'SHA-256' LIKE 'aa%'", true],
    ["file:name LIKE '_.e%e'", true],
    ["file:name LIKE '_.e'", false],
    ["file:name LIKE '%'", true],
    ["file:face LIKE '_'", true],
    ["file:face LIKE '__'", false],
    ["file:face LIKE '%_%_'", false],
    ["file:faces LIKE '%__a'", false],
    ["file:faces LIKE '%_a'", true],
    ["file:name MATCHES '^a[.]'", true],
    ["file:name MATCHES 'a.e'", true],
    ["file:text MATCHES 'one.two'", true],
    ['file:parts[1] = 2', true],
    ['file:parts[7] = 2', false],
    ['file:parts[-1] = 3', false],
    ['file:parts[*] = 3', true],
    ['file:parts = 3', false],
    ['file:parts != 3', true],
    ["file:extensions.'x-ext'.inner[*].name = 'deep'", true],
    ["file:created = t'2026-01-01T00:00:00.000Z'", true],
    ["file:created < t'2026-01-01T00:00:00.0000001Z'", true],
    ["file:name > 'A.exe' AND file:name < 'a.exf'", true],
    ["file:face > '\uffff'", true],
    ["file:magic_number_hex = h'FFD8'", true],
    ["file:magic_number_hex = b'/9g='", true],
    ["file:magic_number_hex MATCHES '^\\\\xff'", true],
    ["file:payload_bin = 'alice'", true],
    ["file:name = h'612e657865'", true],
  ])('%s is %s', (test, expected) => {
    const observable = file({
      name: 'a.exe',
      size: 100,
      text: 'one\ntwo',
      hashes: { 'SHA-256': 'aabb' },
      parts: [1, 2, 3],
      extensions: { 'x-ext': { inner: [{ name: 'shallow' }, { name: 'deep' }] } },
      created: '2026-01-01T00:00:00Z',
      face: '😀',
      faces: '😀a',
      magic_number_hex: 'ffd8',
      payload_bin: 'YWxpY2U=',
    })
    expect(matches(test, observable)).toBe(expected)
  })

  it.each([
    ["'198.51.100.7'", 'ISSUBSET', "'198.51.100.0/24'", true],
    ["'198.51.100.0/24'", 'ISSUBSET', "'198.51.100.0/24'", true],
    ["'198.51.0.0/16'", 'ISSUBSET', "'198.51.100.0/24'", false],
    ["'198.51.0.0/16'", 'ISSUPERSET', "'198.51.100.0/24'", true],
    ["'2001:db8::1'", 'ISSUBSET', "'2001:db8::/32'", true],
    ["'2001:db9::1'", 'ISSUBSET', "'2001:db8::/32'", false],
    ["'::ffff:198.51.100.7'", 'ISSUBSET', "'::ffff:0:0/96'", true],
    ["'198.51.100.7'", 'ISSUBSET', "'0.0.0.0/0'", true],
    ["'198.51.100.7'", 'ISSUBSET', "'::/0'", false],
    ["'example.com'", 'ISSUBSET', "'0.0.0.0/0'", false],
    ["'example.com'", 'NOT ISSUBSET', "'0.0.0.0/0'", true],
  ])('%s %s %s is %s', (value, operator, constant, expected) => {
    expect(matches(`file:ip ${operator} ${constant}`, file({ ip: value.slice(1, -1) }))).toBe(expected)
  })

  it('is asked of one observable together with the others of its brackets', () => {
    const objects = [
      {
        type: 'observed-data',
        id: 'both',
        first_observed: at(0),
        last_observed: at(0),
        objects: {
          '0': file({ name: 'a', size: 1 }),
          '1': file({ name: 'b', size: 2 }),
          '2': { type: 'url', value: 'u' },
        },
      },
    ]
    expect(binding("[file:name = 'a' AND file:size = 1]", objects)).toEqual(['both'])
    expect(binding("[file:name = 'a' AND file:size = 2]", objects)).toEqual([])
    expect(binding("[file:name = 'z' OR url:value = 'u']", objects)).toEqual(['both'])
    expect(binding("[file:name = 'a' AND url:value = 'u']", objects)).toEqual([])
  })

  it('follows references, in the old form and in the new', () => {
    const old = {
      type: 'observed-data',
      id: 'old',
      first_observed: at(0),
      last_observed: at(0),
      objects: {
        '0': { type: 'email-message', from_ref: '1', to_refs: ['2', '1'] },
        '1': { type: 'email-addr', value: 'a@example.com', belongs_to_ref: '3' },
        '2': { type: 'email-addr', value: 'b@example.com' },
        '3': { type: 'user-account', user_id: 'u' },
      },
    }
    expect(binding("[email-message:from_ref.value = 'a@example.com']", [old])).toEqual(['old'])
    expect(binding("[email-message:to_refs[*].belongs_to_ref.user_id = 'u']", [old])).toEqual(['old'])
    expect(binding("[email-message:to_refs[0].belongs_to_ref.user_id = 'u']", [old])).toEqual([])
    const fresh = [
      ...seen('new', { type: 'domain-name', value: 'd', resolves_to_refs: ['ip'] }),
      { type: 'ipv4-addr', id: 'ip', value: '192.0.2.1' },
    ]
    expect(binding("[domain-name:resolves_to_refs[*].value = '192.0.2.1']", fresh)).toEqual(['new'])
    expect(binding("[ipv4-addr:value = '192.0.2.1']", fresh)).toEqual([])
  })
})

describe('observations joined and qualified', () => {
  const a = file({ name: 'a' })
  const b = file({ name: 'b' })
  const [isA, isB] = ["[file:name = 'a']", "[file:name = 'b']"] as const

  it('are distinct, and given to whom needs them', () => {
    const objects = [...seen('1', file({ name: 'a', size: 1 })), ...seen('2', file({ name: 'a', size: 2 }))]
    expect(binding(`${isA} AND [file:size = 1]`, objects)).toEqual(['1', '2'])
    expect(binding(`[file:size = 1] AND ${isA}`, objects)).toEqual(['1', '2'])
    expect(binding(`${isA} AND ${isA} AND [file:size = 1]`, objects)).toEqual([])
  })

  it('come one after the other, at the same instant at the earliest', () => {
    const objects = [...seen('1', a, 5), ...seen('2', b, 5), ...seen('3', a, 9)]
    expect(binding(`${isA} FOLLOWEDBY ${isB}`, objects)).toEqual(['1', '2'])
    expect(binding(`${isB} FOLLOWEDBY ${isA} FOLLOWEDBY ${isA}`, objects)).toEqual(['2', '1', '3'].sort())
    expect(binding(`${isA} FOLLOWEDBY ${isA} FOLLOWEDBY ${isB}`, objects)).toEqual([])
  })

  it('fall within a time, counted from the end of the one to the beginning of the other', () => {
    const objects = [...seen('1', a, 0, 3), ...seen('2', b, 5, 9)]
    expect(binding(`(${isA} AND ${isB}) WITHIN 2 SECONDS`, objects)).toEqual(['1', '2'])
    expect(binding(`(${isA} AND ${isB}) WITHIN 1.9 SECONDS`, objects)).toEqual([])
  })

  it('lie from the start to just before the stop', () => {
    const from = (start: number, stop: number): string => `${isA} START t'${at(start)}' STOP t'${at(stop)}'`
    expect(binding(from(5, 6), seen('1', a, 5))).toEqual(['1'])
    expect(binding(from(4, 5), seen('1', a, 5))).toEqual([])
    expect(binding(from(4, 5), seen('1', a, 2, 9))).toEqual(['1'])
    expect(binding(from(5, 4), seen('1', a, 2, 9))).toEqual([])
    const year3012 = { first_observed: '3012-01-01T00:00:05Z', last_observed: '3012-01-01T00:00:05Z' }
    const late = seen('1', a).map((object, index) => (index === 0 ? { ...object, ...year3012 } : object))
    expect(binding(`${isA} START t'3012-01-01T00:00:04Z' STOP t'3012-01-01T00:00:05Z'`, late)).toEqual([])
    expect(microsecondsOf('3012-01-01T00:00:05Z')).toBeGreaterThan(2n ** 53n)
  })

  it('repeat as often as number_observed counts them, and other expressions need others', () => {
    const objects = [...seen('1', a, 0, 0, 2), ...seen('2', a, 1), ...seen('3', b, 2)]
    expect(binding(`${isA} REPEATS 3 TIMES`, objects)).toEqual(['1', '2'])
    expect(binding(`${isA} REPEATS 4 TIMES`, objects)).toEqual([])
    expect(binding(`(${isA} OR ${isB}) REPEATS 4 TIMES`, objects)).toEqual(['1', '2', '3'])
    expect(binding(`(${isA} AND ${isB}) REPEATS 2 TIMES`, objects)).toEqual([])
    expect(binding(`(${isA} FOLLOWEDBY ${isA}) REPEATS 1 TIMES`, objects)).toEqual(['1'])
    expect(binding(`(${isA} FOLLOWEDBY ${isB}) REPEATS 2 TIMES`, objects)).toEqual([])
    expect(binding(`${isA} REPEATS 999999999999 TIMES`, seen('1', a, 0, 0, 999_999_999))).toEqual([])
  })
})

describe('matching', () => {
  it('names what it could not judge', () => {
    const match = matchPattern("[file:created > t'2020-01-01T00:00:00Z']", [
      ...seen('good', file({ created: '2026/01/01' })),
      { type: 'observed-data', id: 'timeless', object_refs: [] },
    ])
    expect(match).toEqual({ ok: true, matches: false, binding: [], unfit: ['timeless', 'file:created'] })
  })

  it('leaves out observed data whose id is no text, whatever it is instead', () => {
    const match = matchPattern('[EXISTS file:name]', [{ type: 'observed-data', id: { toString: false } }])
    expect(match).toEqual({ ok: true, matches: false, binding: [], unfit: [''] })
  })

  it.each([
    ['[file:name = ]', 'invalid-pattern'],
    ["[file:name MATCHES '(?=x)y']", 'pattern-unsupported'],
    ["[file:name MATCHES '(a)\\\\1']", 'pattern-unsupported'],
    ["[file:name MATCHES '(']", 'pattern-unsupported'],
    ["[file:name IN ('a', 1)]", 'pattern-unsupported'],
  ])('refuses %s in both languages: %s', (pattern, rule) => {
    const match = matchPattern(pattern, [])
    expect(match).toMatchObject({ ok: false, refusal: { rule, path: '$.pattern' } })
    expect(match.ok ? '' : match.refusal.message).toMatch(/[a-z)]\.$/)
    expect(match.ok ? '' : match.refusal.messageJa).toMatch(/[ぁ-ん].*。$/)
  })

  it('is not slowed down by an expression made for it', () => {
    const hostile = seen('1', file({ name: 'x'.repeat(100_000) }))
    const matching = () => {
      expect(binding("[file:name MATCHES '(x+x+)+y']", hostile)).toEqual([])
      expect(binding(`[file:name LIKE '${'%x'.repeat(20)}y']`, hostile)).toEqual([])
    }
    expect(effortOf(matching)).toBeLessThan(1000)
  })

  it('stops with a refusal where the choices multiply', () => {
    const crowd = Array.from({ length: 60 }, (_, index) => seen(String(index), file({ name: 'a' }), index)).flat()
    const pair = "([file:name = 'a'] FOLLOWEDBY [file:name = 'a'])"
    const matching = () =>
      expect(binding(`${pair} REPEATS 31 TIMES WITHIN 99 SECONDS`, crowd)).toBe('pattern-too-costly')
    expect(effortOf(matching)).toBeLessThan(3000)
  })
})
