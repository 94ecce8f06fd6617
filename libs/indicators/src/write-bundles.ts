/** STIX bundles and OpenIOC. */
import { isStixId, referencesOf } from '@noroshi/stix'
import { plainLine, wordsOf, type FeedEntry, type FeedOptions, type FeedWriter } from './feed.ts'
import type { ValueKind } from './kinds.ts'

/** A STIX 2.1 bundle of the objects that name the values, each once in its sender's own text, with what they refer to as far as it is there. */
export function stixWriter({
  bundleId = 'bundle--00000000-0000-4000-8000-000000000000',
  referred,
}: FeedOptions): FeedWriter {
  const written = new Set<string>()
  const needed = new Set<string>()
  const object = (id: string, document: string): string => {
    written.add(id)
    for (const { id: other } of referencesOf(JSON.parse(document))) needed.add(other)
    return `${written.size > 1 ? ',' : ''}${document}\n`
  }
  return {
    head: () => `{"type":"bundle","id":${JSON.stringify(bundleId)},"objects":[\n`,
    entry: ({ id, document }) => (written.has(id) || !isStixId(id) ? '' : object(id, document)),
    tail() {
      const texts: string[] = []
      // What is needed may need more; the set grows while it is walked.
      for (const id of needed) {
        const document = referred?.get(id)
        if (document !== undefined && !written.has(id)) texts.push(object(id, document))
      }
      return `${texts.join('')}]}\n`
    },
  }
}

const OPENIOC: Partial<Record<ValueKind, readonly [document: string, search: string, type: string]>> = {
  ipv4: ['Network', 'Network/RemoteIP', 'IP'],
  ipv6: ['Network', 'Network/RemoteIP', 'IP'],
  domain: ['Network', 'Network/DNS', 'string'],
  url: ['UrlHistoryItem', 'UrlHistoryItem/URL', 'string'],
  email: ['Email', 'Email/From', 'string'],
  md5: ['FileItem', 'FileItem/Md5sum', 'md5'],
  sha1: ['FileItem', 'FileItem/Sha1sum', 'sha1'],
  sha256: ['FileItem', 'FileItem/Sha256sum', 'sha256'],
  'file-name': ['FileItem', 'FileItem/FileName', 'string'],
  'file-path': ['FileItem', 'FileItem/FullPath', 'string'],
  'registry-key': ['RegistryItem', 'RegistryItem/KeyPath', 'string'],
  mutex: ['ProcessItem', 'ProcessItem/HandleList/Handle/Name', 'string'],
  'user-agent': ['Network', 'Network/UserAgent', 'string'],
}

/** OpenIOC 1.1: one IOC, any of whose items is enough. */
export function openIocWriter(): FeedWriter {
  const items = new Set<string>()
  return {
    head: () =>
      '<?xml version="1.0" encoding="utf-8"?>\n<OpenIOC xmlns="http://openioc.org/schemas/OpenIOC_1.1" id="5f2c7f0e-6c1d-4a8a-9a55-3a9d4ff3f7b1" last-modified="1970-01-01T00:00:00" published-date="1970-01-01T00:00:00">\n<metadata><short_description>Noroshi</short_description></metadata>\n<criteria><Indicator id="0b7a4f2e-2f6e-4d8b-8a77-6b1f0c5d9e21" operator="OR">\n',
    entry(entry) {
      const form = OPENIOC[entry.kind]
      if (form === undefined || items.has(entry.id + entry.value)) return ''
      items.add(entry.id + entry.value)
      const [document, search, type] = form
      const context = `<Context document="${document}" search="${search}" type="mir"/>`
      return `<IndicatorItem id="${itemId(entry, items.size)}" condition="is" preserve-case="false" negate="false">${context}<Content type="${type}">${xml(entry.value)}</Content><Comment>${xml(wordsOf(entry))}</Comment></IndicatorItem>\n`
    },
    tail: () => '</Indicator></criteria>\n</OpenIOC>\n',
  }
}

/** The UUID of the STIX object, and a number because one object may name several values. */
const itemId = ({ id }: FeedEntry, number: number): string =>
  `${plainLine(id.slice(id.indexOf('--') + 2), 36)}-${number}`

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no word for most control characters. */
const xml = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- those that XML cannot hold
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"']/g, mark => ENTITIES[mark] ?? mark)
