/*
 * Documents by HTTP: asked for only when they may have changed (RFC 9110 §13), but once a day without conditions, because there are
 * servers whose ETag stays while the document changes. Whether it changed is decided by its digest.
 */
import { createHash } from 'node:crypto'
import { fault, kindOfStatus, secondsOf, type FetchLike } from '@noroshi/client'
import { unreadable } from './feed-formats.ts'
import { PullFailed, type DocumentCursor } from './pull.ts'

const UNCONDITIONAL_AFTER_MS = 86_400_000

export interface Fetching {
  readonly fetch: FetchLike
  /** The Authorization header, if any. */
  readonly authorization: string | undefined
  readonly signal: AbortSignal
  readonly now: () => Date
}

export interface FetchedDocument {
  readonly text: string
  readonly bytes: number
  readonly cursor: DocumentCursor
}

/** The document, or null when it is as it was. @throws PullFailed, FetchRefused */
export async function changedDocument(
  url: string,
  before: DocumentCursor | undefined,
  { fetch, authorization, signal, now }: Fetching,
): Promise<FetchedDocument | null> {
  const at = now()
  const isFresh = before !== undefined && at.getTime() - Date.parse(before.readAt) < UNCONDITIONAL_AFTER_MS
  const answer = await fetch(url, {
    method: 'GET',
    headers: {
      accept: '*/*',
      ...(authorization === undefined ? {} : { authorization }),
      ...(isFresh && before.etag ? { 'if-none-match': before.etag } : {}),
      ...(isFresh && before.lastModified ? { 'if-modified-since': before.lastModified } : {}),
    },
    signal,
  })
  if (answer.status === 304 && isFresh) return null
  if (answer.status !== 200) {
    await answer.body?.cancel()
    throw failedBy(answer.status, secondsOf(answer.headers.get('retry-after'), at))
  }
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const digest = createHash('sha256').update(bytes).digest('hex')
  const [etag, lastModified] = [answer.headers.get('etag'), answer.headers.get('last-modified')]
  const cursor = {
    digest,
    readAt: at.toISOString(),
    ...(etag ? { etag: etag.slice(0, 1_000) } : {}),
    ...(lastModified ? { lastModified: lastModified.slice(0, 100) } : {}),
  }
  return { text: digest === before?.digest ? '' : textOf(bytes), bytes: bytes.length, cursor }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw unreadable('The document is not UTF-8.', '文書の文字コードがUTF-8ではありません。')
  }
}

/** A status has the name here that it has for TAXII: one word for one thing. */
function failedBy(status: number, retryAfterSeconds: number | null): PullFailed {
  const { kind, message, messageJa } = fault(kindOfStatus(status)).fault
  return new PullFailed(kind, message, messageJa, retryAfterSeconds ?? undefined)
}
