/** What the hub answered instead of what was asked, or why it answered nothing. */

interface ProblemParts {
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly field?: string | undefined
  readonly traceId?: string | undefined
}

/**
 * `code` and `reason` are the hub's own words (docs/architecture.md), and `message` is in the language that was asked for.
 * `OFFLINE` means that it could not be reached, and `NOT_THE_HUB` that something else answered.
 */
export class HubProblem extends Error {
  readonly code: string
  readonly reason: string
  /** The argument at fault, by its path. */
  readonly field: string | null
  /** What the hub's operators find the request by. */
  readonly traceId: string | null

  constructor(
    code: string,
    reason: string,
    message: string,
    field: string | null = null,
    traceId: string | null = null,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'HubProblem'
    this.code = code
    this.reason = reason
    this.field = field
    this.traceId = traceId
  }
}

/** The hub could not be reached. */
export const offline = (cause: unknown): HubProblem =>
  new HubProblem('OFFLINE', 'OFFLINE', 'The hub could not be reached', null, null, cause)

/**
 * The `data` of a GraphQL answer.
 * @throws HubProblem that the answer tells of
 */
export function answerIn(status: number, text: string): unknown {
  const body = recordOf(parsed(text))
  if (body === null) throw problemOfStatus(status)
  const problem = problemIn(status, body)
  if (problem !== null) throw problem
  if (body['data'] === undefined || body['data'] === null)
    throw new HubProblem('INTERNAL', 'EMPTY_ANSWER', `HTTP ${status}`)
  return body['data']
}

/** The problem that an answer of any door tells of; `{ error }` outside GraphQL. */
export const problemOf = (status: number, text: string): HubProblem =>
  problemIn(status, recordOf(parsed(text)) ?? {}) ?? problemOfStatus(status)

function problemIn(status: number, body: Record<string, unknown>): HubProblem | null {
  const { errors, error } = body
  const first = Array.isArray(errors) ? recordOf(errors[0]) : null
  if (first !== null) return problemWith(status, { ...partsOf(first['extensions']), message: textOf(first['message']) })
  if (error !== undefined) return problemWith(status, partsOf(error))
  return status >= 400 ? problemOfStatus(status) : null
}

const problemWith = (status: number, { code, reason, message, field, traceId }: ProblemParts): HubProblem =>
  new HubProblem(code ?? codeOf(status), reason ?? 'UNKNOWN', message ?? '', field ?? null, traceId ?? null)

const problemOfStatus = (status: number): HubProblem =>
  new HubProblem(codeOf(status), `HTTP_${status}`, `HTTP ${status}`)

function codeOf(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED'
  if (status === 403) return 'FORBIDDEN'
  if (status === 404) return 'NOT_FOUND'
  if (status === 413) return 'TOO_LARGE'
  if (status === 429) return 'TOO_MANY_REQUESTS'
  if (status === 502 || status === 503 || status === 504) return 'UNAVAILABLE'
  return status < 400 ? 'NOT_THE_HUB' : 'INTERNAL'
}

function partsOf(value: unknown): ProblemParts {
  const { code, reason, message, field, traceId } = recordOf(value) ?? {}
  return {
    code: textOf(code),
    reason: textOf(reason),
    message: textOf(message),
    field: textOf(field),
    traceId: textOf(traceId),
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
