import { indicatorRows, parsePattern, validateObject } from '@noroshi/stix'
import { fromStix, isRuleKind, stixObjectOf, VALUE_KINDS } from './index.ts'
import type { ValueKind } from './index.ts'

const BIRTH = { now: '2026-01-01T00:00:00.000Z', uuid: '0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061' }
const DIGEST = '0123456789abcdef'.repeat(8)
const VALUES: Readonly<Record<ValueKind, string>> = {
  ...{
    ipv4: '203.0.113.1',
    ipv6: '2001:db8::1',
    cidr: '198.51.100.0/24',
    domain: 'evil.jp',
    url: "http://evil.jp/'\\",
  },
  ...{
    email: 'x@evil.jp',
    md5: DIGEST.slice(0, 32),
    sha1: DIGEST.slice(0, 40),
    sha256: DIGEST.slice(0, 64),
    sha512: DIGEST,
  },
  ...{
    ssdeep: '3:abc:def',
    'file-name': "a'b.exe",
    'file-path': 'C:\\Temp\\a.exe',
    mutex: 'Global\\x',
    asn: 'AS64496',
  },
  ...{ 'registry-key': 'HKEY_CURRENT_USER\\Software\\x', 'user-agent': 'Evil/1.0', vulnerability: 'CVE-2024-12345' },
  ...{
    technique: 'T1059.001',
    yara: 'rule a { condition: true }',
    snort: 'alert tcp any any -> any any (msg:"x"; sid:1;)',
  },
  ...{ suricata: 'alert tcp any any -> any any (msg:"x"; sid:1;)', cryptocurrency: `0x${DIGEST.slice(0, 40)}` },
  sigma: 'title: x\nlogsource:\n  category: dns\ndetection:\n  s:\n    query: x\n  condition: s',
}

describe('an accepted value', () => {
  it.each(VALUE_KINDS)('of the kind %s is an object that breaks no rule of the standard', kind => {
    const accepted = {
      kind,
      value: VALUES[kind],
      name: '',
      description: '通信先',
      confidence: 80,
      source: 'report.pdf',
      labels: [],
    }
    const object = stixObjectOf(accepted, BIRTH)
    expect([kind, validateObject(object).errors]).toEqual([kind, []])
    if (object['pattern_type'] === 'stix') expect(parsePattern(String(object['pattern']))).toMatchObject({ ok: true })
    if (isRuleKind(kind)) expect(object).toMatchObject({ pattern_type: kind, pattern: VALUES[kind] })
  })

  it('is found again by a feed as the same value, where tools look for its kind', () => {
    const others = ['file-path', 'asn', 'cryptocurrency', 'vulnerability', 'technique']
    for (const kind of VALUE_KINDS.filter(one => !isRuleKind(one) && !others.includes(one))) {
      const accepted = { kind, value: VALUES[kind], name: '', description: '', confidence: 80, source: 'x', labels: [] }
      const rows = indicatorRows(stixObjectOf(accepted, BIRTH)).map(row => fromStix(row.kind, row.value))
      expect(rows).toEqual([{ kind, value: VALUES[kind] }])
    }
  })
})
