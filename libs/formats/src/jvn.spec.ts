import { validateObject, type StixObject } from '@noroshi/stix'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import type { Conversion } from './conversion.ts'
import { readJvn } from './jvn.ts'
import { VULNERABILITY_EXTENSION } from './vulnerability-source.ts'

type Json = any // objects of a test
const sample = (name: string): string =>
  readFileSync(new URL(`../../../tests/data/jvn/${name}`, import.meta.url), 'utf8')
const conversion = (text: string): Conversion => {
  const read = readJvn(text)
  if (!read.ok) throw new Error(read.faults[0]?.message)
  return read.value
}
const ofType = (objects: readonly StixObject[], type: string): Json[] => objects.filter(object => object.type === type)
const ruleOf = (text: string) => {
  const read = readJvn(text)
  return read.ok ? 'read' : read.faults[0]?.rule
}

describe('JVNRSS', () => {
  const { objects, losses } = conversion(sample('jvnrss.xml'))

  it('gives a vulnerability with its CVE, CWE, scores and software for every item', () => {
    for (const object of objects) expect([object.id, validateObject(object).errors]).toEqual([object.id, []])
    const [first, second] = ofType(objects, 'vulnerability')
    expect(first).toMatchObject({
      name: 'CVE-2026-99999',
      lang: 'ja',
      created: '2026-11-18T03:00:00.000Z',
      modified: '2026-11-20T03:00:00.000Z',
    })
    expect(first.description).toContain('<境界外書き込み>')
    expect(first.external_references).toEqual(
      expect.arrayContaining([
        { source_name: 'jvn', external_id: 'JVNDB-2026-000001', url: 'https://jvn.example/JVNDB-2026-000001.html' },
        { source_name: 'cve', external_id: 'CVE-2026-99999' },
        { source_name: 'cwe', external_id: 'CWE-787', description: '境界外書き込み(CWE-787)' },
      ]),
    )
    expect(first.extensions[VULNERABILITY_EXTENSION].cvss.map(({ score }: Json) => score)).toEqual([9.8, 10])
    expect(second.name).toBe('JVNDB-2026-000002')
    const [software] = ofType(objects, 'software')
    expect(software).toMatchObject({ name: 'サーバ', vendor: '例社', cpe: 'cpe:2.3:a:example:server:*:*:*:*:*:*:*:*' })
    expect(ofType(objects, 'relationship')).toMatchObject([
      { relationship_type: 'has', source_ref: software.id, target_ref: first.id },
    ])
  })

  it('names what it leaves out', () => {
    expect(losses.map(({ rule, path }) => `${rule} ${path}`)).toEqual(['jvn-element $.item[1].handling'])
  })
})

describe('VULDEF', () => {
  it('gives the same vulnerability, and the software by version, and the solution', () => {
    const { objects, losses } = conversion(sample('vuldef.xml'))
    for (const object of objects) expect([object.id, validateObject(object).errors]).toEqual([object.id, []])
    const [vulnerability] = ofType(objects, 'vulnerability')
    expect(vulnerability.id).toBe(ofType(conversion(sample('jvnrss.xml')).objects, 'vulnerability')[0].id)
    expect(vulnerability.description).toContain('<CWE-787>')
    expect(vulnerability.description).toContain('任意のコード')
    expect(ofType(objects, 'software').map(({ version }) => version)).toEqual(['1.0', '1.1'])
    expect(ofType(objects, 'course-of-action')[0].description).toBe('最新版へアップデートしてください。')
    expect(losses.map(({ rule, path }) => `${rule} ${path}`)).toEqual(['jvn-element $.Vulinfo[0].VulinfoData.History'])
  })
})

describe('an answer of MyJVN', () => {
  const answer = (status: string) =>
    sample('jvnrss.xml').replace(
      '</rdf:RDF>',
      `<status:Status xmlns:status="http://jvndb.jvn.jp/myjvn/Status" version="3.3" ${status}/></rdf:RDF>`,
    )

  it('that is an error is refused with what it says', () => {
    const read = readJvn(answer('retCd="1" errCd="E01" errMsg="パラメータが不正です。"'))
    expect(read).toMatchObject({ ok: false, faults: [{ rule: 'jvn-status', path: '$.Status' }] })
    expect(read.ok || read.faults[0]?.messageJa).toContain('パラメータが不正です。')
  })

  it('that has more says so', () => {
    expect(conversion(answer('retCd="0" firstRes="1" totalResRet="2" totalRes="2"')).losses).toHaveLength(1)
    expect(conversion(answer('retCd="0" firstRes="1" totalResRet="2" totalRes="9"')).losses[0]).toMatchObject({
      rule: 'jvn-more',
      path: '$.Status',
      count: 7,
    })
  })
})

describe('hostile XML', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, n) => `<!ENTITY b${n} "${'&a;'.repeat(10)}">`).join('')}]><rdf:RDF>&b1;</rdf:RDF>`

  it.each([
    ['entities that grow', bomb, 'xml-doctype'],
    ['an entity of a file', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', 'xml-doctype'],
    ['a document type alone', '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd"><x/>', 'xml-doctype'],
    ['an unknown entity', '<x>&a;</x>', 'xml-form'],
    ['a name without its namespace', '<rdf:RDF/>', 'xml-form'],
    ['elements too deep', '<x>'.repeat(50_000), 'xml-limit'],
    ['too many attributes', `<x ${Array.from({ length: 200 }, (_, n) => `a${n}="1"`).join(' ')}/>`, 'xml-limit'],
    ['something unfinished', sample('vuldef.xml').slice(0, 900), 'xml-form'],
    ['something after the end', '<x/><y/>', 'xml-form'],
    ['a character that XML does not have', '<x>\u0001</x>', 'xml-form'],
    ['half a character', sample('jvnrss.xml').replace('JVNDB', '\ud800'), 'xml-form'],
    ['no XML', 'こんにちは', 'xml-form'],
    ['nothing', '', 'xml-form'],
    ['another document', '<feed xmlns="http://www.w3.org/2005/Atom"/>', 'jvn-root'],
  ])('is refused: %s', (_, text, rule) => {
    expect(ruleOf(text)).toBe(rule)
  })

  it('of any mutation throws nothing, and what is read of it is valid', () => {
    const text = sample('vuldef.xml')
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(60), fc.string({ unit: 'binary', maxLength: 20 }), (at, gap, junk) => {
        const read = readJvn(text.slice(0, at) + junk + text.slice(at + gap))
        if (read.ok) for (const object of read.value.objects) expect(validateObject(object).errors).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
