/*
 * From a source to batches: each kind of source asks in its own way and says after each batch where it would go on. A cursor is handed on
 * only when everything before it has been: a crash in between asks for the same again, and the store knows what it holds.
 */
import { TaxiiClient, type TaxiiCredentials, type TaxiiFault } from '@noroshi/client'
import { isXml, readDocumentAgainst, readXmlDocument, type Fault, type HeldVersions } from '@noroshi/formats'
import { HubError } from '@noroshi/errors'
import { BundleScanner, type ScannedObject } from '@noroshi/stix'
import { changedDocument, type Fetching } from './document-fetch.ts'
import { itemsOfRss, rowsOfCsv, rowsOfJson, unreadable } from './feed-formats.ts'
import { indicatorOf, originatorOf, reportOf, type Candidate } from './feed-objects.ts'
import { PullFailed, type Batch, type MispCursor, type SourceCursor } from './pull.ts'
import type { Source, SourceCredential } from './source.ts'

/** Objects of one batch, which is one transaction; pages of a TAXII server are asked for in this size. */
export const BATCH_OBJECTS = 500
const MOST_EVENTS = 10_000
const NOTHING = { objects: [], candidates: [], losses: [], bytes: 0 }

export interface Collecting extends Omit<Fetching, 'authorization'> {
  readonly credential: SourceCredential | null
  readonly held: HeldVersions
}

/** Everything new at a source since its cursor, in order. @throws HubError in the middle: what came before it is good */
export function collect(source: Source, cursor: SourceCursor, how: Collecting): AsyncGenerator<Batch> {
  switch (source.kind) {
    case 'TAXII':
      return fromTaxii(source, cursor, how)
    case 'MISP_FEED':
      return fromMispFeed(source, cursor, how)
    default:
      return fromDocument(source, cursor, how)
  }
}

async function* fromTaxii(source: Source, cursor: SourceCursor, how: Collecting): AsyncGenerator<Batch> {
  const { credential, fetch, signal, now } = how
  const client = new TaxiiClient(source.url, {
    fetch,
    signal,
    now,
    ...(credential ? { credentials: taxiiCredentials(credential) } : {}),
  })
  const query = { limit: BATCH_OBJECTS, versions: ['all'] }
  let from = cursor.taxii ?? {}
  for (;;) {
    let isBegun = false
    let failed: TaxiiFault | undefined
    for await (const page of client.objects(source.url, source.collection ?? '', query, { from })) {
      if (page.ok) {
        isBegun = true
        const { items, cursor: after } = page.value
        const bytes = items.reduce((sum, item) => sum + ('text' in item ? item.text.length : 0), 0)
        yield { ...NOTHING, objects: items, bytes, cursor: after ? { taxii: after } : null }
      } else failed = page.fault
    }
    if (!failed) return
    // A place inside a walk that the server has forgotten: the walk begins again, and what is known is stored once.
    const isForgotten = !isBegun && from.next !== undefined && ['REFUSED', 'NOT_FOUND'].includes(failed.kind)
    if (!isForgotten) throw failureOf(failed)
    from = from.addedAfter === undefined ? {} : { addedAfter: from.addedAfter }
  }
}

function failureOf({ kind, message, messageJa, retryAfterSeconds, cause }: TaxiiFault): HubError {
  return cause instanceof HubError ? cause : new PullFailed(kind, message, messageJa, retryAfterSeconds)
}

function taxiiCredentials({ kind, secret }: SourceCredential): TaxiiCredentials {
  if (kind === 'bearer') return { kind, token: secret }
  const colon = secret.indexOf(':')
  return { kind, user: secret.slice(0, colon), password: secret.slice(colon + 1) }
}

const fetchingOf = ({ credential, held: _held, ...how }: Collecting): Fetching => ({
  ...how,
  authorization:
    credential === null
      ? undefined
      : credential.kind === 'bearer'
        ? `Bearer ${credential.secret}`
        : `Basic ${Buffer.from(credential.secret).toString('base64')}`,
})

async function* fromDocument(source: Source, cursor: SourceCursor, how: Collecting): AsyncGenerator<Batch> {
  const fetched = await changedDocument(source.url, cursor.document, fetchingOf(how))
  if (!fetched) return
  const after = { document: fetched.cursor }
  if (fetched.text === '') return yield* [{ ...NOTHING, bytes: fetched.bytes, cursor: after }]
  const { objects, candidates, losses } = await contentOf(source, fetched.text, how.held)
  const count = Math.max(Math.ceil(Math.max(objects.length, candidates.length) / BATCH_OBJECTS), 1)
  for (let part = 0; part < count; part += 1) {
    const range = [part * BATCH_OBJECTS, (part + 1) * BATCH_OBJECTS] as const
    yield {
      objects: objects.slice(...range),
      candidates: candidates.slice(...range),
      losses: part === 0 ? losses : [],
      bytes: part === 0 ? fetched.bytes : 0,
      cursor: part === count - 1 ? after : null,
    }
  }
}

type Content = Pick<Batch, 'objects' | 'candidates' | 'losses'>

async function contentOf(source: Source, text: string, held: HeldVersions): Promise<Content> {
  const originator = originatorOf(source.originator)
  const rows = (candidates: readonly (Candidate | null)[]): Content => ({
    objects: [],
    candidates: distinct(candidates.filter(candidate => candidate !== null)),
    losses: losses(candidates.filter(candidate => candidate === null).length),
  })
  switch (source.kind) {
    case 'RSS':
      return rows([originator, ...itemsOfRss(text).map(item => reportOf(item, source.originator))])
    case 'CSV':
      return rows(source.mapping ? rowsOfCsv(text, source.mapping).map(indicatorOf) : [])
    case 'JSON':
      return rows(source.mapping ? rowsOfJson(jsonOf(text), source.mapping).map(indicatorOf) : [])
    default:
      return { ...(await converted(text, held)), candidates: [] }
  }
}

const distinct = (candidates: readonly Candidate[]): Candidate[] => [
  ...new Map(candidates.map(candidate => [candidate.id, candidate])).values(),
]

const losses = (count: number) =>
  count === 0
    ? []
    : [
        {
          rule: 'value-of-no-known-kind',
          path: '$',
          count,
          message: 'The value of a row is no address, name, hash or URL.',
          messageJa: '行の値が、アドレス、ドメイン名、ハッシュ、URLのいずれでもありません。',
        },
      ]

/** A document that says itself what it is: a bundle, each object in its own text, or a format that is known. */
async function converted(text: string, held: HeldVersions): Promise<Pick<Batch, 'objects' | 'losses'>> {
  if (isXml(text)) {
    const read = readXmlDocument(text)
    if ('faults' in read) throw unreadableFor(read.faults)
    return { objects: scanned(read.objects), losses: read.losses }
  }
  const document = jsonOf(text)
  if (memberOf(document, 'type') === 'bundle') {
    const scanner = new BundleScanner()
    const objects = scanner.push(Buffer.from(text))
    const end = scanner.end()
    if (!end.ok) throw unreadable(end.refused.message, end.refused.messageJa)
    return { objects, losses: [] }
  }
  const read = await readDocumentAgainst(document, held)
  if (!read) throw unreadable('The document is of no format that is known here.', '対応していない形式の文書です。')
  return { objects: scanned(read.objects), losses: read.losses }
}

const scanned = (objects: readonly object[]): ScannedObject[] =>
  objects.map((object, index) => ({ index, ...asRead(JSON.stringify(object)) }))

/** A text of our own as what was scanned. */
export const asRead = (text: string) => ({ text, value: JSON.parse(text) as unknown }) // what JSON.parse gives

/** The first reason is enough: who mends it sees the next. */
const unreadableFor = ([fault]: readonly Fault[]): HubError =>
  fault
    ? unreadable(
        `${fault.path}: ${fault.message} (${fault.rule})`,
        `${fault.path}: ${fault.messageJa}（${fault.rule}）`,
      )
    : unreadable('The document is of no format that is known here.', '対応していない形式の文書です。')

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('The document is no JSON.', 'JSONとして読み取れません。')
  }
}

/** A feed of MISP: `manifest.json` with the events by UUID, and each event beside it. Oldest first, one batch an event. */
async function* fromMispFeed(source: Source, cursor: SourceCursor, how: Collecting): AsyncGenerator<Batch> {
  const fetching = fetchingOf(how)
  const base = new URL(source.url.endsWith('/') ? source.url : `${source.url}/`)
  const manifest = await changedDocument(new URL('manifest.json', base).href, undefined, fetching)
  const events = eventsAfter(cursor.misp, jsonOf(manifest?.text ?? ''))
  for (const event of events) {
    const fetched = await changedDocument(new URL(`${event.uuid}.json`, base).href, undefined, fetching)
    const content = await eventOf(fetched?.text ?? '', how.held)
    yield { ...content, candidates: [], bytes: fetched?.bytes ?? 0, cursor: { misp: event } }
  }
}

/** One event that can't be read does not stop the feed: it is remarked on. */
async function eventOf(text: string, held: HeldVersions): Promise<Pick<Batch, 'objects' | 'losses'>> {
  try {
    return await converted(text, held)
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    const { message, messageJa = message } = error
    return { objects: [], losses: [{ rule: 'event-unreadable', path: '$', count: 1, message, messageJa }] }
  }
}

function eventsAfter(after: MispCursor | undefined, manifest: unknown): MispCursor[] {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest))
    throw unreadable('The manifest of the feed is no list of events.', 'フィードのmanifest.jsonが正しくありません。')
  const entries = Object.entries(manifest)
  if (entries.length > MOST_EVENTS)
    throw unreadable('The feed has too many events.', 'フィードのイベントが多すぎます。')
  return entries
    .flatMap(([uuid, entry]) => {
      const timestamp = Number(memberOf(entry, 'timestamp'))
      const isEvent = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid) && Number.isSafeInteger(timestamp)
      return isEvent ? [{ timestamp, uuid: uuid.toLowerCase() }] : []
    })
    .sort((one, other) => one.timestamp - other.timestamp || (one.uuid < other.uuid ? -1 : 1))
    .filter(
      ({ timestamp, uuid }) =>
        !after || timestamp > after.timestamp || (timestamp === after.timestamp && uuid > after.uuid),
    )
}
