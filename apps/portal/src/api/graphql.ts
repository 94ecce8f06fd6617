/** A question to the hub: its text, and, for the type checker alone, what is sent with it and what comes back. */
export interface Question<Answer, Variables> {
  readonly text: string
  readonly types?: { answer: Answer; variables: Variables }
}

/** Says once, beside its text, what a question takes and answers. */
export const question = <Answer, Variables = Record<string, never>>(text: string): Question<Answer, Variables> => ({
  text,
})

/** What the hub answered instead; `code` and `reason` are its own words, `OFFLINE` means that it could not be reached. */
export class HubFailure extends Error {
  readonly code: string
  readonly reason: string
  readonly field: string | null
  readonly traceId: string | null

  constructor(
    code: string,
    reason: string,
    message: string,
    field: string | null = null,
    traceId: string | null = null,
  ) {
    super(message)
    this.name = 'HubFailure'
    this.code = code
    this.reason = reason
    this.field = field
    this.traceId = traceId
  }
}

/**
 * Sent with every POST. `X-Noroshi-Request` cannot be added by a page of another origin, so that page cannot act in the
 * reader's name; the language is the one chosen here, not the browser's, for the sentences of the hub's errors.
 */
export const ownHeaders = (): Record<string, string> => ({
  'X-Noroshi-Request': '1',
  'Accept-Language': document.documentElement.lang,
})

interface ErrorBody {
  message?: string
  extensions?: { code?: string; reason?: string; field?: string; traceId?: string }
}
interface AnswerBody<Answer> {
  data?: Answer | null
  errors?: ErrorBody[]
  error?: { code?: string; reason?: string; message?: string; traceId?: string }
}

let whenSignedOut: () => void = () => undefined
/** Names the one place that is told when the hub says that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener
}

/** Reads an answer of the hub, or throws the HubFailure that it tells of. Shared by `ask` and by the upload. */
export function readAnswer<Answer>(status: number, text: string): Answer {
  let body: AnswerBody<Answer>
  try {
    // The contract is the hub's word for the shape; contract.spec.ts holds our questions to it.
    body = JSON.parse(text) as AnswerBody<Answer>
  } catch {
    throw new HubFailure(codeOfStatus(status), `HTTP_${status}`, `HTTP ${status}`)
  }
  const failure = failureOf(status, body)
  if (failure !== null) {
    if (failure.code === 'UNAUTHENTICATED') whenSignedOut()
    throw failure
  }
  if (body.data === undefined || body.data === null) throw new HubFailure('INTERNAL', 'EMPTY_ANSWER', `HTTP ${status}`)
  return body.data
}

function failureOf(status: number, body: AnswerBody<unknown>): HubFailure | null {
  const first = body.errors?.[0]
  if (first !== undefined) {
    const { code, reason, field, traceId } = first.extensions ?? {}
    return new HubFailure(
      code ?? codeOfStatus(status),
      reason ?? 'UNKNOWN',
      first.message ?? '',
      field ?? null,
      traceId ?? null,
    )
  }
  if (body.error !== undefined) {
    const { code, reason, message, traceId } = body.error
    return new HubFailure(code ?? codeOfStatus(status), reason ?? 'UNKNOWN', message ?? '', null, traceId ?? null)
  }
  return status >= 400 ? new HubFailure(codeOfStatus(status), `HTTP_${status}`, `HTTP ${status}`) : null
}

function codeOfStatus(status: number): string {
  if (status === 401) return 'UNAUTHENTICATED'
  if (status === 413) return 'TOO_LARGE'
  if (status === 429) return 'TOO_MANY_REQUESTS'
  return status === 502 || status === 503 || status === 504 ? 'UNAVAILABLE' : 'INTERNAL'
}

/** The name that stands after `query` or `mutation`. */
export const operationNameOf = (text: string): string | null => /^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? null

/** POSTs JSON to the hub, same-origin cookies and all; throws HubFailure `OFFLINE` when there is no answer. */
export async function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...ownHeaders() },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (cause) {
    if (signal?.aborted === true) throw cause
    throw new HubFailure('OFFLINE', 'OFFLINE', 'The hub could not be reached')
  }
}

/** Asks the hub one question over GraphQL. */
export async function ask<Answer, Variables>(
  { text }: Question<Answer, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await post('/graphql', { query: text, variables, operationName: operationNameOf(text) }, signal)
  return readAnswer<Answer>(response.status, await response.text())
}
