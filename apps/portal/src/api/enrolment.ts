import { HubProblem, problemOf } from '@noroshi/client'
import { hub } from './graphql.ts'
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
  const response = await hub.post('/auth/enrolment', { token })
  if (!response.ok) throw await failureOf(response)
  // The hub's own answer to this very path.
  return (await response.json()) as EnrolmentOffer
}

/** Sets the password and, when one was offered, pairs the authenticator. Throws HubProblem. */
export async function enrol(attempt: {
  token: string
  password: string
  totpSecret?: string
  totp?: string
}): Promise<void> {
  const response = await hub.post('/auth/enrol', attempt)
  if (!response.ok) throw await failureOf(response)
}

async function failureOf(response: Response): Promise<HubProblem> {
  const problem = problemOf(response.status, await response.text())
  if (response.status !== 401) return problem
  // An invitation that is not valid is no ended session: it has a sentence of its own.
  const { reason, message, field, traceId } = problem
  return new HubProblem('ENROLMENT_FAILED', reason, message, field, traceId)
}
