/** The parameters of a feed's URL, read strictly: what is unknown, asked twice or malformed is refused by its name. */
import { CATEGORIES, type InfoCategory } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import {
  isCsvColumn,
  isFeedFormat,
  isValueKind,
  saysRemovals,
  type CsvColumn,
  type FeedFormatName,
  type ValueKind,
} from '@noroshi/indicators'
import type { Query } from './taxii-filter.ts'

/** Levels of TLP in rising order; editions have one by their category. */
const TLP = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:RED'] as const

export interface FeedQuestion {
  readonly format: FeedFormatName
  /** Null: all that the format can express. */
  readonly kinds: readonly ValueKind[] | null
  readonly categories: readonly InfoCategory[] | null
  readonly tlps: readonly string[]
  readonly leastConfidence: number | null
  readonly columns: readonly CsvColumn[] | null
  readonly withSubdomains: boolean
  /** Observables as well, which are no indicators by themselves. */
  readonly withObservables: boolean
  readonly since: FeedCursor | null
}

/** Where an answer ended: the date of the last thing that was seen, and of which editions it was made. */
export interface FeedCursor {
  /** Microseconds since 1970. */
  readonly reached: bigint
  readonly editions: string
}

const PARAMETERS = ['kind', 'category', 'tlp', 'confidence', 'columns', 'subdomains', 'observables', 'since']

/** @throws HubError NOT_FOUND for a format or kind that there is not, INVALID_INPUT naming the parameter */
export function readQuestion(format: string, kind: string | undefined, query: Query): FeedQuestion {
  if (!isFeedFormat(format) || (kind !== undefined && !isValueKind(kind))) throw noSuchFeed()
  const unknown = Object.keys(query).find(name => !PARAMETERS.includes(name))
  if (unknown !== undefined) throw malformed(unknown.slice(0, 40))
  const kinds = several(query, 'kind', isValueKind) ?? (kind === undefined ? null : [kind])
  if (kind !== undefined && query['kind'] !== undefined) throw malformed('kind')
  const tlp = one(query, 'tlp')
  const most = tlp === undefined ? TLP.length - 1 : TLP.findIndex(level => level === `TLP:${tlp.toUpperCase()}`)
  if (most < 0) throw malformed('tlp')
  const confidence = one(query, 'confidence')
  if (confidence !== undefined && !/^(?:100|[1-9]?[0-9])$/.test(confidence)) throw malformed('confidence')
  const columns = several(query, 'columns', isCsvColumn)
  if (columns && format !== 'csv') throw malformed('columns')
  const since = one(query, 'since')
  if (since !== undefined && (!saysRemovals(format) || columns?.includes('id') === false)) throw noDelta()
  return {
    ...{ format, kinds, columns },
    categories: several(query, 'category', category => isCategory(category)),
    tlps: TLP.slice(0, most + 1),
    leastConfidence: confidence === undefined ? null : Number(confidence),
    withSubdomains: flag(query, 'subdomains'),
    withObservables: flag(query, 'observables'),
    since: since === undefined ? null : readCursor(since),
  }
}

const isCategory = (text: string): text is InfoCategory => CATEGORIES.some(category => category === text)

export const cursorText = ({ reached, editions }: FeedCursor): string =>
  Buffer.from(`${reached}.${editions}`).toString('base64url')

function readCursor(text: string): FeedCursor {
  const [, reached, editions] =
    /^([0-9]{1,17})\.([\w-]{22})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  if (reached === undefined || editions === undefined) throw malformed('since')
  return { reached: BigInt(reached), editions }
}

function one(query: Query, name: string): string | undefined {
  const value = query[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '') throw malformed(name)
  return value
}

function several<Word extends string>(
  query: Query,
  name: string,
  isWord: (text: string) => text is Word,
): Word[] | null {
  const text = one(query, name)
  if (text === undefined) return null
  const words = text.split(',').filter(isWord)
  if (words.length !== text.split(',').length || new Set(words).size !== words.length) throw malformed(name)
  return words
}

function flag(query: Query, name: string): boolean {
  const text = one(query, name)
  if (text !== undefined && text !== 'true' && text !== 'false') throw malformed(name)
  return text === 'true'
}

const noSuchFeed = () =>
  new HubError(
    'NOT_FOUND',
    'NO_SUCH_FEED',
    'There is no feed of this format or kind. The documentation lists them.',
    undefined,
    'この形式または種別のフィードはありません。一覧は文書をご覧ください。',
  )

const noDelta = () =>
  new HubError(
    'INVALID_INPUT',
    'NO_DELTA',
    'Only csv (with the column id) and jsonl can say what to take back: fetch the others whole, with If-None-Match.',
    'since',
    '差分は csv（id 列を含む場合）と jsonl でのみ取得できます。他の形式は If-None-Match を付けて全体を取得してください。',
  )

const malformed = (field: string) =>
  new HubError(
    'INVALID_INPUT',
    'FILTER',
    `The parameter ${field} is not known here, malformed, or comes more than once.`,
    field,
    `パラメーター ${field} は、使用できないか、形式が正しくないか、重複しています。`,
  )
