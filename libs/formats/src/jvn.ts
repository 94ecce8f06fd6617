import { LossReport, type Conversion } from './conversion.ts'
import { readCpe } from './cpe.ts'
import { readCvss } from './cvss.ts'
import { refused, type Reading } from './fault.ts'
import { rssEntry, vuldefEntry, type JvnEntry } from './jvn-entry.ts'
import { timeOf, type Draft } from './misp-words.ts'
import { linkTo, StixOutput } from './stix-output.ts'
import { withWords } from './vulnerability-source.ts'
import { readXml } from './xml.ts'

const JVN_LOSSES = {
  'jvn-element': [
    'Nothing here knows this element; it was left out.',
    'この要素に対応するものがないため、取り込みません。',
  ],
  'jvn-id': ['Without a JVN identifier; it was left out.', 'JVN番号がないため、取り込みません。'],
  'jvn-cpe': ['Not a CPE name; the software has none.', 'CPE名として正しくないため、ソフトウェアには記載しません。'],
  'jvn-cvss': [
    'Not a CVSS vector; the score was left out.',
    'CVSSベクトルとして正しくないため、評価値を取り込みません。',
  ],
  'jvn-more': [
    'MyJVN has more entries than it gave at once: ask for the others with startItem.',
    'MyJVNの検索結果には続きがあります。startItemを指定して残りを取得してください。',
  ],
  'jvn-too-many': ['There are too many; the rest was left out.', '件数の上限を超えた分は、取り込みません。'],
  'jvn-not-valid': [
    'What became of it would not be valid STIX 2.1; it was left out.',
    'STIX 2.1として正しい形にならないため、取り込みません。',
  ],
} as const
export type JvnLosses = LossReport<typeof JVN_LOSSES>

const TIMELESS = '2000-01-01T00:00:00.000Z'
const PUBLISHER = {
  name: 'JVN',
  identity_class: 'organization',
  external_references: [{ source_name: 'jvn', url: 'https://jvn.jp/' }],
}

/**
 * STIX 2.1 of a JVNRSS feed (RSS 1.0 with `sec:` elements) or of a VULDEF document: for each entry the vulnerability, the software that
 * has it, and its solution. Hostile XML is refused; what nothing here knows is a loss. Never throws.
 */
export function readJvn(text: string): Reading<Conversion> {
  const xml = readXml(text)
  if (!xml.ok) return xml
  const { value: root } = xml
  const losses: JvnLosses = new LossReport(JVN_LOSSES)
  const entries: { entry: JvnEntry; path: string }[] = []
  const isRss = root.name === 'RDF'
  if (!isRss && root.name !== 'VULDEF-Document')
    return refused('jvn-root', 'JVNRSS, VULDEF', 'Neither JVNRSS nor VULDEF.', 'JVNRSSでもVULDEFでもありません。')
  const status = root.children.find(({ name }) => name === 'Status')?.attributes
  if ((status?.get('retCd') ?? '0') !== '0')
    return refused(
      'jvn-status',
      'MyJVN API',
      `MyJVN answered with an error: ${status?.get('errCd') ?? ''} ${(status?.get('errMsg') ?? '').slice(0, 200)}`.trim(),
      `MyJVNがエラーを返しました：${status?.get('errCd') ?? ''} ${(status?.get('errMsg') ?? '').slice(0, 200)}`.trim(),
      '$.Status',
    )
  const [first, given, total] = ['firstRes', 'totalResRet', 'totalRes'].map(name => Number(status?.get(name)))
  if (first !== undefined && given !== undefined && total !== undefined && total > first - 1 + given)
    losses.note('jvn-more', '$.Status', total - (first - 1 + given))
  const wanted = isRss ? 'item' : 'Vulinfo'
  for (const [index, element] of root.children.filter(({ name }) => name === wanted).entries()) {
    const path = `$.${wanted}[${index}]`
    entries.push({ entry: (isRss ? rssEntry : vuldefEntry)(element, path, losses), path })
  }
  const lang = root.attributes.get('xml:lang')
  const output = new StixOutput('jvn', { created: TIMELESS, modified: TIMELESS, markings: [] })
  const publisher = output.add(output.authored('identity', 'publisher', PUBLISHER))
  const more = { ...(publisher ? { created_by_ref: publisher } : {}), ...(lang ? { lang } : {}) }
  for (const { entry, path } of entries) addEntry(output, entry, path, more, losses)
  return { ok: true, value: { objects: entries.length === 0 ? [] : output.result(), losses: losses.list() } }
}

function addEntry(output: StixOutput, entry: JvnEntry, path: string, more: Draft, losses: JvnLosses): void {
  if (entry.id === '') return losses.note('jvn-id', path)
  const created = timeOf(entry.issued) ?? timeOf(entry.modified) ?? TIMELESS
  const modified = timeOf(entry.modified) ?? created
  const times = { ...more, created, modified: modified < created ? created : modified }
  const cves = [...new Set(entry.references.map(({ id }) => id).filter(id => /^CVE-\d{4}-\d{4,19}$/.test(id)))]
  const scores = entry.vectors.flatMap(vector => {
    const read = readCvss(vector)
    if (!read.ok) losses.note('jvn-cvss', path)
    return read.ok ? [read.value] : []
  })
  const cvss = scores.map(({ version, vector, base: score, severity }) => ({ version, vector, score, severity }))
  const description = [entry.title, entry.description, ...entry.impacts].filter(text => text !== '').join('\n\n')
  const draft = output.authored('vulnerability', entry.id, {
    ...times,
    name: cves.length === 1 ? cves[0] : entry.id,
    ...(description === '' ? {} : { description }),
    external_references: [
      { ...(entry.link === '' ? {} : linkTo('jvn', entry.link)), source_name: 'jvn', external_id: entry.id },
      ...entry.references.map(({ source, id, url, title }) => referenceTo(source, id, url, title)),
    ],
  })
  const id = output.add(cvss.length === 0 ? draft : withWords(draft, { cvss }))
  if (id === undefined) return losses.note(output.isFull ? 'jvn-too-many' : 'jvn-not-valid', path)
  for (const { vendor, product, version, cpe } of entry.products) {
    if (cpe !== '' && !readCpe(cpe).ok) losses.note('jvn-cpe', path)
    const software = output.software({
      name: product || vendor || cpe,
      vendor: vendor || undefined,
      version: version || undefined,
      cpe: cpe || undefined,
    })
    if (software === undefined || output.relationship('has', software, id, times) === undefined)
      losses.note(output.isFull ? 'jvn-too-many' : 'jvn-not-valid', path)
  }
  for (const solution of entry.solutions) {
    const action = output.add(
      output.authored('course-of-action', `${entry.id}\n${solution}`, {
        ...times,
        name: 'Solution',
        description: solution,
      }),
    )
    if (action === undefined || output.relationship('mitigates', action, id, times) === undefined)
      losses.note(output.isFull ? 'jvn-too-many' : 'jvn-not-valid', path)
  }
}

function referenceTo(source: string, id: string, url: string, title: string): Draft {
  if (/^CVE-/.test(id)) return { source_name: 'cve', external_id: id }
  if (/^CWE-/.test(id)) return { source_name: 'cwe', external_id: id, ...(title === '' ? {} : { description: title }) }
  const name = source === '' ? 'jvn-reference' : source
  return {
    ...(url === '' ? {} : linkTo(name, url)),
    source_name: name,
    ...(id === '' ? {} : { external_id: id }),
    ...(title === '' && id === '' && url === '' ? { description: name } : {}),
    ...(title === '' ? {} : { description: title }),
  }
}
