/* Documents of feeds that say nothing of themselves: tables, lists in JSON, RSS and Atom. Each reader is linear and has its own limits. */
import { HubError } from '@noroshi/errors'
import { parse } from 'csv-parse/sync'
import { SaxesParser } from 'saxes'
import type { IndicatorRow, NewsItem } from './feed-objects.ts'
import type { Mapping } from './source.ts'

/** Rows and items of one document; further ones make it unreadable rather than cut. */
const MOST_ITEMS = 100_000
const LONGEST_CELL = 65_536
const MOST_DEPTH = 32

/** The document can't be read as what its source says it is. */
export const unreadable = (message: string, messageJa: string): HubError =>
  new HubError('UNAVAILABLE', 'UNREADABLE', message, undefined, messageJa)

/** A table (RFC 4180) with the names of its columns in the first row; lines that begin with # are remarks. @throws HubError */
export function rowsOfCsv(text: string, mapping: Mapping): IndicatorRow[] {
  let rows: Record<string, string>[]
  try {
    rows = parse(text, {
      columns: true,
      bom: true,
      comment: '#',
      comment_no_infix: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: LONGEST_CELL,
      to: MOST_ITEMS + 1,
    })
  } catch {
    throw unreadable('The document is no table of CSV.', 'CSVとして読み取れません。')
  }
  if (rows.length > MOST_ITEMS) throw tooMany()
  const [first] = rows
  if (first && !Object.hasOwn(first, mapping.value))
    throw unreadable('The table has no column of the name that was mapped.', '指定した名前の列が表にありません。')
  return rows.flatMap(row => rowOf(row, mapping, (from, name) => (Object.hasOwn(from, name) ? from[name] : undefined)))
}

/** A list in a JSON document. @throws HubError */
export function rowsOfJson(document: unknown, mapping: Mapping): IndicatorRow[] {
  const list = mapping.items === undefined ? document : at(document, mapping.items)
  if (!Array.isArray(list))
    throw unreadable('There is no list where one was mapped.', '指定した場所に一覧がありません。')
  if (list.length > MOST_ITEMS) throw tooMany()
  // Items may be the values themselves: then any path but the whole of them is missing.
  return list.flatMap((item: unknown) =>
    rowOf(item, mapping, (from, path) => {
      const found = typeof from === 'string' && path === '$' ? from : at(from, path)
      return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined
    }),
  )
}

function rowOf<T>(item: T, mapping: Mapping, read: (item: T, place: string) => string | undefined): IndicatorRow[] {
  const value = read(item, mapping.value)
  if (value === undefined || value.trim() === '') return []
  return [
    {
      value,
      name: mapping.name === undefined ? undefined : read(item, mapping.name),
      description: mapping.description === undefined ? undefined : read(item, mapping.description),
    },
  ]
}

/** Own members only, so that no path leads out of the document. */
function at(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined,
      document,
    )
}

const TEXTS = ['title', 'link', 'description', 'summary', 'content', 'guid', 'id'] as const

/** The items of RSS 1.0 and 2.0, or the entries of Atom. A document with a DTD is refused whole: entities come in no other way. */
export function itemsOfRss(text: string): NewsItem[] {
  const items: NewsItem[] = []
  let item: Partial<Record<(typeof TEXTS)[number], string>> | undefined
  let depth = 0
  let itemDepth = 0
  let held = ''
  const parser = new SaxesParser()
  const stop = () => {
    throw unreadable('The document is no feed of RSS or Atom.', 'RSSまたはAtomのフィードとして読み取れません。')
  }
  parser.on('error', stop)
  parser.on('doctype', stop)
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1
    held = ''
    if (depth > MOST_DEPTH) stop()
    if (!item && (name === 'item' || name === 'entry')) {
      item = {}
      itemDepth = depth
    } else if (item && name === 'link' && depth === itemDepth + 1 && (attributes['rel'] ?? 'alternate') === 'alternate')
      item.link ??= attributes['href']
  })
  const hold = (part: string) => {
    if (held.length < LONGEST_CELL) held += part
  }
  parser.on('text', hold)
  parser.on('cdata', hold)
  parser.on('closetag', ({ name }) => {
    const known = TEXTS.find(one => one === name)
    if (item && known && depth === itemDepth + 1 && held.trim() !== '') item[known] ??= held.trim()
    if (item && depth === itemDepth) {
      const words = item.description ?? item.summary ?? item.content ?? null
      items.push({ title: item.title ?? '', link: item.link ?? null, text: words === null ? null : withoutTags(words) })
      item = undefined
      if (items.length > MOST_ITEMS) throw tooMany()
    }
    depth -= 1
    held = ''
  })
  parser.write(text).close()
  if (depth !== 0) stop()
  return items
}

/** Feeds write HTML into their texts; what is kept of it are its words, which are shown as text anyway. */
const withoutTags = (text: string): string =>
  text
    .replaceAll(/<[^<>]{0,2000}>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

const tooMany = () => unreadable(`There are more than ${MOST_ITEMS} rows.`, `行数が${MOST_ITEMS}を超えています。`)
