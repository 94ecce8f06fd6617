import { HubError, type ErrorCode } from '@noroshi/errors'

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

/** The one translator at the edge: whatever was thrown becomes one of the closed list of answers, and nothing else gets out. */
export function answerOf(
  thrown: unknown,
  traceId: string,
  acceptLanguage: string | undefined,
): { status: number; answer: ErrorAnswer; known: boolean } {
  const error = thrown instanceof HubError ? thrown : isConnectionLoss(thrown) ? UNAVAILABLE : INTERNAL
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
    known: thrown instanceof HubError,
  }
}

function isConnectionLoss(thrown: unknown): boolean {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P01', '57P03', '08006', '08001'].includes(code) ||
    (thrown instanceof Error && /timeout exceeded when trying to connect|Connection terminated/.test(thrown.message))
  )
}
