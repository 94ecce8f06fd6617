/** Answers as bytes, for tests that compare what two people, or one person in two worlds, get to see. */
import type { Actor } from '../support/actor.ts'

const TRACE_ID = /"(?:traceId|error_id)":"[0-9a-f-]{36}"/g
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** Status, headers and body in one text; trace numbers, the date and the ids that were sent are taken out. */
export async function bytesOf(answer: Response, sent: readonly string[] = []): Promise<string> {
  const headers = [...answer.headers].filter(([name]) => name !== 'date').sort()
  let body = (await answer.text()).replace(TRACE_ID, '"traceId":"-"')
  for (const text of sent) body = body.replaceAll(text, '-')
  return JSON.stringify({ status: answer.status, headers, body })
}

/** The answer to a GraphQL request, as bytes. */
export async function answerTo(actor: Actor, query: string, variables: object = {}, sent: readonly string[] = []) {
  return bytesOf(await actor.asking(query, variables), sent)
}

/** What an error answer says, whichever door it came through. */
export interface Refused {
  readonly status: number
  readonly code: string
  readonly reason: string
  readonly message: string
  readonly traceId: string
  readonly field?: string
}

export async function refusalOf(answer: Response): Promise<Refused> {
  const { status } = answer
  const body = (await answer.json()) as {
    error?: Omit<Refused, 'status'>
    errors?: { message: string; extensions: Omit<Refused, 'status' | 'message'> }[]
  }
  if (body.error) return { status, ...body.error }
  const [error] = body.errors ?? []
  if (!error) throw new Error(`not refused: ${status} ${JSON.stringify(body).slice(0, 200)}`)
  return { status, message: error.message, ...error.extensions }
}

/** Nothing of our insides may be in an answer: no stack, no path, no SQL, no table, no suggestion (L24, L35). */
export const INSIDES =
  /node_modules|\.ts:\d|\.js:\d|\bat [A-Z]\w*\.|select |insert into|hub\.\w|row-level|relation "|constraint|violates|SQLSTATE|FST_ERR|MER_ERR|Did you mean|postgres|typeorm/i

/** Every UUID that a text mentions. */
export const uuidsIn = (text: string): string[] => text.match(UUID) ?? []
