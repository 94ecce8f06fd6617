import { HubFailure, post } from './graphql.ts'
import type { Tier } from './types.ts'

/** What the holder of an invitation is told; `totp` is null for who signs in without codes. */
export interface EnrolmentOffer {
  tier: Tier
  name: string
  email: string
  organisation: string
  totp: { secret: string; uri: string } | null
}

/** Who the invitation is for. Every offer has another key for the authenticator, so it is asked for once. */
export async function offerEnrolment(token: string): Promise<EnrolmentOffer> {
  const response = await post('/auth/enrolment', { token })
  if (!response.ok) throw await failureOf(response)
  // The hub's own answer to this very path.
  return (await response.json()) as EnrolmentOffer
}

/** Sets the password and, when one was offered, pairs the authenticator. Throws HubFailure. */
export async function enrol(attempt: {
  token: string
  password: string
  totpSecret?: string
  totp?: string
}): Promise<void> {
  const response = await post('/auth/enrol', attempt)
  if (!response.ok) throw await failureOf(response)
}

async function failureOf(response: Response): Promise<HubFailure> {
  const body: unknown = await response.json().catch(() => null)
  const error = recordOf(recordOf(body)['error'])
  const text = (name: string) => (typeof error[name] === 'string' ? error[name] : null)
  // An invitation that is not valid is no ended session: it has a sentence of its own.
  const code = response.status === 401 ? 'ENROLMENT_FAILED' : (text('code') ?? 'UNAVAILABLE')
  const reason = text('reason') ?? `HTTP_${response.status}`
  return new HubFailure(code, reason, text('message') ?? '', text('field'), text('traceId'))
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
