import { parse as parseCsv } from 'csv-parse/sync'
import fc from 'fast-check'
import { checkPattern, parseObject } from '@noroshi/stix'
import { parseAllDocuments } from 'yaml'
import { FEED_FORMATS, spelled, VALUE_KINDS, writeFeed } from './index.ts'
import type { FeedEntry, FeedFormatName, FeedOptions, FeedRemoval, ValueKind } from './index.ts'

const UUID = '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061'
const AT = '2026-01-01T00:00:00.000Z'
const indicator = (id: string) =>
  JSON.stringify({
    ...{ type: 'indicator', spec_version: '2.1', id, created: AT, modified: AT, created_by_ref: `identity--${UUID}` },
    ...{ pattern: "[ipv4-addr:value = '203.0.113.1']", pattern_type: 'stix', valid_from: AT },
  })

function entryOf(kind: ValueKind, value: string, more: Partial<FeedEntry> = {}): FeedEntry {
  const id = more.id ?? `indicator--${UUID}`
  return {
    ...{ kind, value, id, name: 'C2', description: 'of a campaign', validFrom: AT, validUntil: null, confidence: 80 },
    ...{ category: 'PROVISION', tlp: 'TLP:AMBER', reference: 'NRS-7K3M-Q9TX', document: indicator(id) },
    ...more,
  }
}
const written = (name: FeedFormatName, entries: FeedEntry[], options?: FeedOptions, removals?: FeedRemoval[]) =>
  [...writeFeed(name, entries, options, removals)].join('')
/** Lines, but for comments and the empty one at the end. */
const linesOf = (text: string) => text.split('\n').filter(line => line !== '' && !line.startsWith('#'))

const DIGEST = '0123456789abcdef'.repeat(8)
const ONE_OF_EACH: readonly FeedEntry[] = [
  entryOf('ipv4', '203.0.113.1'),
  entryOf('ipv6', '2001:db8::1'),
  entryOf('cidr', '198.51.100.0/24'),
  entryOf('domain', 'evil.co.jp'),
  entryOf('url', 'http://evil.co.jp:8080/a;b?c="d"|\\'),
  entryOf('url', 'https://evil.co.jp/x'),
  entryOf('email', 'x@evil.co.jp'),
  entryOf('md5', DIGEST.slice(0, 32)),
  entryOf('sha1', DIGEST.slice(0, 40)),
  entryOf('sha256', DIGEST.slice(0, 64)),
  entryOf('sha512', DIGEST),
  entryOf('file-name', '=cmd|calc*?.exe'),
  entryOf('registry-key', 'HKEY_CURRENT_USER\\Software\\Evil'),
  entryOf('mutex', 'Global\\evil'),
  entryOf('user-agent', 'Evil "Agent"; 狼'),
]

/** Names and descriptions come from anybody. */
const NASTY = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        "'",
        ';',
        '\\',
        '\n',
        '\r',
        '\t',
        '|',
        '=1+1',
        '#',
        '*/',
        '{',
        '}',
        '<',
        ']]>',
        '狼',
        '\u2028',
        '-',
        ',',
      ),
    )
    .map(parts => parts.join('')),
)
const anyEntry = fc
  .record({ kind: fc.constantFrom(...VALUE_KINDS), raw: NASTY, name: NASTY, description: NASTY, pick: fc.nat(14) })
  .map(({ kind, raw, name, description, pick }) => {
    const value = spelled(kind, raw)
    const known = ONE_OF_EACH[pick]
    return value === null || kind === 'yara'
      ? { ...known, name, description }
      : entryOf(kind, value, { name, description })
  })

describe('whatever names and values say', () => {
  const each = (holds: (entries: FeedEntry[]) => void) => {
    fc.assert(fc.property(fc.array(anyEntry, { maxLength: 12 }), holds), { numRuns: 400 })
  }

  it('CSV is read back as it was by another parser, and no cell is computed', () => {
    each(entries => {
      const rows: string[][] = parseCsv(written('csv', entries), { bom: false, relax_column_count: false })
      expect(rows.length).toBe(entries.length + 1)
      for (const [index, { kind, value, name, description }] of entries.entries()) {
        const unguarded = rows[index + 1].map(text => text.replace(/^'/, ''))
        expect(unguarded.slice(0, 4)).toEqual([kind, value, name, description])
        for (const text of rows[index + 1]) expect(text).not.toMatch(/^[=+\-@\t\r]/)
      }
    })
  })

  it('JSON lines are one object a line', () => {
    each(entries => {
      const rows = linesOf(written('jsonl', entries)).map(line => JSON.parse(line) as object) // JSON of ours
      expect(rows).toEqual(
        entries.map(({ kind, value, name }) => expect.objectContaining({ kind, value, name }) as object),
      )
    })
  })

  it.each(['suricata', 'snort', 'sigma', 'yara'] as const)(
    'rules of %s stay readable, each with its own number',
    format => {
      each(entries => {
        const text = written(format, entries)
        const documents = format === 'sigma' ? text.split(/^---$/m) : [text]
        for (const one of documents)
          if (linesOf(one).length > 0) expect([checkPattern(format, one), one]).toMatchObject([{ ok: true }, one])
        const sids = [...text.matchAll(/; sid:(\d+);/g)].map(([, sid]) => sid)
        expect(new Set(sids).size).toBe(sids.length)
        if (format === 'sigma') for (const one of parseAllDocuments(text)) expect(one.errors).toEqual([])
      })
    },
  )

  it('a zone is a zone: names, one SOA, CNAMEs to the root', () => {
    each(entries => {
      const [ttl, soa, ns, ...records] = written('rpz', entries, { serial: 7 }).trimEnd().split('\n')
      expect([ttl, soa, ns]).toEqual([
        '$TTL 300',
        '@ IN SOA localhost. hostmaster.localhost. 7 3600 600 604800 300',
        '@ IN NS localhost.',
      ])
      for (const record of records)
        expect(record).toMatch(/^(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63} IN CNAME \. ; [\w-]+$/)
    })
  })

  it('Zeek finds five fields in each line', () => {
    each(entries => {
      const [head, ...lines] = written('zeek', entries).split('\n').slice(0, -1)
      expect(head).toBe('#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url')
      for (const line of lines) {
        const fields = line.split('\t')
        expect([fields.length, fields[1]]).toEqual([5, expect.stringMatching(/^Intel::[A-Z_]+$/)])
        // eslint-disable-next-line no-control-regex -- none may be left
        expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u2028]/)
      }
    })
  })

  it('OpenIOC has no mark of XML but its own', () => {
    each(entries => {
      const text = written('openioc', entries)
      const without = text.replace(
        /<\?xml[^?]*\?>|<\/?[A-Za-z_]+(?: [\w:-]+="[^"<>&]*")*\/?>|&(?:lt|gt|amp|quot|apos);/g,
        '',
      )
      expect(without).not.toMatch(/[<>&]/)
    })
  })

  it('a bundle is one', () => {
    each(entries => {
      expect(parseObject(written('stix', entries)).ok || entries.length === 0).toBe(true)
    })
  })
})

describe('a tool', () => {
  it('gets what it can use, in its own words', () => {
    const all = Object.fromEntries(FEED_FORMATS.map(name => [name, written(name, [...ONE_OF_EACH], { serial: 5 })]))
    expect(all['list'].split('\n').slice(0, 5)).toEqual([...ONE_OF_EACH].slice(0, 5).map(({ value }) => value))
    expect(all['rpz']).toContain('32.1.113.0.203.rpz-ip IN CNAME . ; NRS-7K3M-Q9TX\n')
    expect(all['rpz']).toContain('128.1.zz.db8.2001.rpz-ip IN CNAME .')
    expect(all['rpz']).toContain('24.0.100.51.198.rpz-ip IN CNAME .')
    expect(all['rpz']).toContain('\nevil.co.jp IN CNAME . ;')
    expect(all['zeek']).toContain('2001:db8::1\tIntel::ADDR\tnoroshi:NRS-7K3M-Q9TX\tC2\t-\n')
    expect(all['zeek']).toContain('evil.co.jp/x\tIntel::URL\t')
    expect(all['suricata']).toContain('dns.query; content:"evil.co.jp"; startswith; endswith; nocase;')
    expect(all['suricata']).toContain('http.uri.raw; content:"/a|3B|b?c=|22|d|22 7C 5C|"; startswith; endswith;')
    expect(all['snort']).toContain('content:"|04|evil|02|co|02|jp|00|",nocase,offset 12,depth 12')
    expect(all['yara']).toContain(`condition: hash.sha256(0, filesize) == "${DIGEST.slice(0, 64)}"`)
    expect(all['sigma']).toContain('\\\\=cmd|calc\\\\*\\\\?.exe')
  })

  it('keeps the number of a rule when others come and go, and gets names below a name only when it asks', () => {
    const sidsOf = (entries: FeedEntry[]) =>
      [...written('suricata', entries).matchAll(/sid:(\d+)/g)].map(([, sid]) => Number(sid))
    const domain = entryOf('domain', 'evil.co.jp')
    const alone = sidsOf([domain])
    expect(alone).toHaveLength(3)
    expect(sidsOf([entryOf('ipv4', '203.0.113.9'), domain]).slice(1)).toEqual(alone)
    for (const sid of alone) expect(sid >= 1_000_000_000 && sid < 2_147_483_647).toBe(true)
    expect(written('rpz', [domain])).not.toContain('*.')
    expect(written('rpz', [domain], { withSubdomains: true })).toContain('\n*.evil.co.jp IN CNAME .')
  })

  it('is not given a rule that would keep the others from being loaded, and is told which', () => {
    const rule = (name: string, id: string) => entryOf('yara', `rule ${name} { condition: true }`, { id })
    const broken = entryOf('yara', 'rule broken {', { id: 'indicator--3' })
    const text = written('yara', [rule('a', 'indicator--1'), rule('a', 'indicator--2'), broken])
    expect(text.match(/rule a /g)).toHaveLength(1)
    expect(text).toContain('// indicator--2: left out')
    expect(text).toContain('// indicator--3: left out')
    const network = (sid: number, id: string) =>
      entryOf('suricata', `alert tcp any any -> any any (msg:"x";\n  sid:${sid};)`, { id })
    const rules = written('suricata', [
      network(1, 'indicator--1'),
      network(1, 'indicator--2'),
      network(2, 'indicator--3'),
    ])
    expect(linesOf(rules)).toEqual([1, 2].map(sid => `alert tcp any any -> any any (msg:"x"; sid:${sid};)`))
  })

  it('chooses its columns, and is told in a delta what to take back', () => {
    const columns = ['value', 'reference'] as const
    const removals = [
      { reference: 'NRS-AAAA-AAAA', id: null },
      { reference: 'NRS-BBBB-BBBB', id: 'indicator--1' },
    ]
    const entries = [entryOf('domain', 'evil.co.jp')]
    expect(written('csv', entries, { columns })).toBe('value,reference\r\nevil.co.jp,NRS-7K3M-Q9TX\r\n')
    expect(written('csv', entries, { columns, isDelta: true }, removals)).toBe(
      'op,value,reference\r\nremove,,NRS-AAAA-AAAA\r\nremove,,NRS-BBBB-BBBB\r\nadd,evil.co.jp,NRS-7K3M-Q9TX\r\n',
    )
    const lines = linesOf(written('jsonl', entries, { isDelta: true }, removals)).map(
      line => JSON.parse(line) as object,
    ) // of ours
    expect(lines).toMatchObject([
      { op: 'remove', reference: 'NRS-AAAA-AAAA' },
      { op: 'remove', reference: 'NRS-BBBB-BBBB', id: 'indicator--1' },
      { op: 'add', value: 'evil.co.jp' },
    ])
  })

  it('gets with a bundle what its objects refer to, as far as it is there, once', () => {
    const id = `identity--${UUID}`
    const identity = JSON.stringify({ type: 'identity', spec_version: '2.1', id, created: AT, modified: AT, name: 'x' })
    const entries = [entryOf('ipv4', '203.0.113.1'), entryOf('ipv4', '203.0.113.2')]
    const text = written('stix', entries, { referred: new Map([[id, identity]]) })
    expect((JSON.parse(text) as { objects: { id: string }[] }).objects.map(object => object.id)).toEqual([
      `indicator--${UUID}`,
      id,
    ])
  })
})
