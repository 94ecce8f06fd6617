import { HttpException } from '@nestjs/common'
import { isUnableNow } from '@noroshi/database'
import { HubError, notFound, type ErrorCode } from '@noroshi/errors'

const STATUS: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INVALID_INPUT: 400,
  CONFLICT: 409,
  TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
}

const SIGN_IN = new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Sign in first.', undefined, 'サインインしてください。')
const TOO_LARGE = new HubError(
  'TOO_LARGE',
  'BODY',
  'The request is larger than is taken here.',
  undefined,
  'リクエストが受け付けられる大きさを超えています。',
)
const UNREADABLE = new HubError(
  'INVALID_INPUT',
  'REQUEST',
  'The request cannot be read.',
  undefined,
  'リクエストを読み取れません。',
)

export interface ErrorAnswer {
  readonly code: ErrorCode
  readonly reason: string
  readonly message: string
  readonly field?: string
  readonly traceId: string
}

const INTERNAL = new HubError(
  'INTERNAL',
  'INTERNAL',
  'Something went wrong. Tell the operators the trace number.',
  undefined,
  '内部エラーが発生しました。追跡番号を運用担当へお知らせください。',
)
const UNAVAILABLE = new HubError(
  'UNAVAILABLE',
  'DATABASE',
  'The hub cannot reach its database. Try again shortly.',
  undefined,
  'データベースに接続できません。しばらくしてからお試しください。',
)

const VALUE = new HubError(
  'INVALID_INPUT',
  'VALUE',
  'A value in the request is not of the form it must have.',
  undefined,
  'リクエストの値の形式が正しくありません。',
)
const AGAIN = new HubError(
  'CONFLICT',
  'AGAIN',
  'Somebody changed the same thing at the same moment. Try again.',
  undefined,
  '同時に変更されました。もう一度お試しください。',
)

/** What PostgreSQL refuses, by SQLSTATE: its texts name tables and values, so none of them goes on (L24). */
function ofDatabase(code: string): HubError | undefined {
  if (code.startsWith('22')) return VALUE
  if (code === '42501') return notFound() // row-level security: what is not there for the caller
  if (['23505', '40001', '40P01', '55P03'].includes(code)) return AGAIN
  return undefined
}

/** What Fastify, Nest or the upload parser refused before a handler was reached, by the HTTP status they chose. */
function ofFramework(thrown: unknown): HubError | undefined {
  const status = statusOf(thrown)
  if (status === 404) return notFound()
  if (status === 401) return SIGN_IN
  if (status === 413) return TOO_LARGE
  return status !== undefined && status >= 400 && status < 500 ? UNREADABLE : undefined
}

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus()
  if (typeof thrown !== 'object' || thrown === null) return undefined
  const status = 'statusCode' in thrown ? thrown.statusCode : 'status' in thrown ? thrown.status : undefined
  return typeof status === 'number' ? status : undefined
}

/** The one translator at the edge: whatever was thrown becomes one of the closed list of answers, and nothing else gets out. */
export function answerOf(
  thrown: unknown,
  traceId: string,
  acceptLanguage: string | undefined,
): { status: number; answer: ErrorAnswer; known: boolean } {
  const ours = thrown instanceof HubError ? thrown : ofFramework(thrown)
  const error = ours ?? (isUnableNow(thrown) ? UNAVAILABLE : (ofDatabase(codeOf(thrown)) ?? INTERNAL))
  const message = acceptLanguage?.trim().toLowerCase().startsWith('ja')
    ? (error.messageJa ?? error.message)
    : error.message
  return {
    status: STATUS[error.code],
    answer: {
      code: error.code,
      reason: error.reason,
      message,
      ...(error.field ? { field: error.field } : {}),
      traceId,
    },
    known: ours !== undefined,
  }
}

function codeOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
}
