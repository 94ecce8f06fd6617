/**
 * The closed list of error codes a caller may ever see.
 * `NOT_FOUND` is also the answer for what exists but is hidden from the caller: the two must not differ (L21).
 */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'CONFLICT'
  | 'TOO_LARGE'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE'
  | 'INTERNAL'

/**
 * The one error the hub throws on purpose. `reason` is a stable machine-readable word within the code (for example
 * `SAME_PERSON_AS_AUTHOR`); `message` is English, `messageJa` Japanese where the sentence says more than the reason;
 * `field` names the input at fault as a path such as `editions[0].title`.
 */
export class HubError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly field: string | undefined
  readonly messageJa: string | undefined

  constructor(code: ErrorCode, reason: string, message: string, field?: string, messageJa?: string) {
    super(message)
    this.name = new.target.name
    this.code = code
    this.reason = reason
    this.field = field
    this.messageJa = messageJa
  }
}

/** The one answer for what is absent and for what is hidden: same code, same reason, same sentence, everywhere. */
export const notFound = (): HubError =>
  new HubError('NOT_FOUND', 'NOT_FOUND', 'There is nothing here.', undefined, 'お探しのものは見つかりません。')
