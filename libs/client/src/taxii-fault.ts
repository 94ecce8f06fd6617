/*
 * What can go wrong with somebody else's server, as values: a client asks for years, and a server that fails is no surprise to it.
 */

/** Why a TAXII server's answer can't be used; stable, so that a caller may decide by it. */
export type TaxiiFaultKind =
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'TOO_LARGE'
  | 'NOT_TAXII'
  | 'UNAUTHORISED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'TOO_MUCH'
  | 'REFUSED'
  | 'SERVER_ERROR'
  | 'REPEATED_PAGE'
  | 'OUT_OF_ORDER'
  | 'MORE_WITHOUT_OBJECTS'
  | 'CANNOT_CONTINUE'
  | 'TOO_MANY_PAGES'
  | 'NOT_FINISHED'

/** One fault, with what a person is told of it. Nothing that the server wrote is in it but a status. */
export interface TaxiiFault {
  readonly kind: TaxiiFaultKind
  readonly message: string
  readonly messageJa: string
  /** The HTTP status, where there was an answer. */
  readonly status?: number
  /** How long the server asked to be left alone (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number
  /** What `fetch` threw, for whoever injected one that throws errors of its own. */
  readonly cause?: unknown
}

/** A value, or why there is none. */
export type TaxiiResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: TaxiiFault }

const SENTENCES: Readonly<Record<TaxiiFaultKind, readonly [english: string, japanese: string]>> = {
  UNREACHABLE: ['The server could not be reached.', 'サーバーに接続できません。'],
  TIMEOUT: ['The server did not answer in time.', 'サーバーが制限時間内に応答しませんでした。'],
  ABORTED: ['The request was broken off by its caller.', '要求は呼び出し側で中断されました。'],
  TOO_LARGE: ['The answer is larger than the limit.', '応答がサイズの上限を超えています。'],
  NOT_TAXII: ['The answer is not TAXII 2.1.', '応答がTAXII 2.1に従っていません。'],
  UNAUTHORISED: ['The credentials are not accepted.', '認証情報が受け付けられませんでした。'],
  FORBIDDEN: ['This is not open to these credentials.', 'この認証情報では利用できません。'],
  NOT_FOUND: ['There is no such thing on the server.', '指定のものはサーバーにありません。'],
  TOO_MUCH: ['The server asks for a pause.', 'サーバーから、しばらく待つよう求められました。'],
  REFUSED: ['The server refused the request.', 'サーバーが要求を拒否しました。'],
  SERVER_ERROR: ['The server failed.', 'サーバー側で障害が発生しました。'],
  REPEATED_PAGE: ['The server repeats a page that it has sent.', 'サーバーが送信済みのページを繰り返しています。'],
  OUT_OF_ORDER: ['The dates of the pages go backwards.', 'ページの追加時刻が逆戻りしています。'],
  MORE_WITHOUT_OBJECTS: [
    'The server announces more and sends nothing.',
    'サーバーは続きがあるとしながら、何も送っていません。',
  ],
  CANNOT_CONTINUE: [
    'The server announces more and does not say how to go on without skipping any.',
    'サーバーは続きがあるとしながら、取りこぼさずに続ける方法を示していません。',
  ],
  TOO_MANY_PAGES: ['There are more pages than the limit.', 'ページ数が上限を超えています。'],
  NOT_FINISHED: [
    'The server has not finished with what was sent.',
    '送信したものについて、サーバーの処理が終わっていません。',
  ],
}

type Circumstances = Pick<TaxiiFault, 'status' | 'retryAfterSeconds' | 'cause'>

/** A failed result of this kind. */
export function fault(kind: TaxiiFaultKind, more: Circumstances = {}): { ok: false; fault: TaxiiFault } {
  const [message, messageJa] = SENTENCES[kind]
  return { ok: false, fault: { kind, message, messageJa, ...more } }
}

/** The fault that an HTTP status is, or null for success. */
export function faultOfStatus(status: number, retryAfter: string | null, now: Date): TaxiiResult<never> | null {
  if (status >= 200 && status < 300) return null
  const retryAfterSeconds = secondsOf(retryAfter, now)
  return fault(kindOfStatus(status), { status, ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }) })
}

/** What a status that is no success means. */
export function kindOfStatus(status: number): TaxiiFaultKind {
  if (status === 401) return 'UNAUTHORISED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404 || status === 410) return 'NOT_FOUND'
  if (status === 429 || status === 503) return 'TOO_MUCH'
  return status >= 500 ? 'SERVER_ERROR' : 'REFUSED'
}

const LONGEST_PAUSE_SECONDS = 7 * 86_400

/** `Retry-After` in seconds from now, from either of its forms; null when it is neither. Never negative, at most a week. */
export function secondsOf(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null
  const text = retryAfter.trim()
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : (Date.parse(text) - now.getTime()) / 1_000
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_PAUSE_SECONDS) : null
}
