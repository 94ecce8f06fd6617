/** The second pair of eyes: of the hub's own people, somebody who has no other part in a product approves of it. */
import { Actor, AskFailed, type Account } from './actor.ts'

interface Submitted {
  readonly id: string
  readonly version: number
}

/** The accounts of each hub that a test has started, by its address: who acts in a test asks a colleague there. */
const ACCOUNTS = new Map<string, readonly Account[]>()

/** To be called once by whoever starts a hub. */
export function haveColleagues(url: string, accounts: readonly Account[]): void {
  ACCOUNTS.set(url, accounts)
}

/** What a release of it would still ask for. */
export const MISSING =
  'query ($id: ID!) { productApprovals(productId: $id) { digest missing { REVIEW AUTHORISATION } } }'
export const APPROVE = `mutation ($id: ID!, $version: Int!, $digest: String!, $kind: ApprovalKind!) {
  approveProduct(id: $id, version: $version, digest: $digest, kind: $kind) { missing { REVIEW AUTHORISATION } } }`

/**
 * Has whatever approval is missing given by a colleague of these people, who have their parts in it already; often it is none. What cannot
 * be approved is left as it is: the release says why.
 */
export async function approveFor(people: readonly Actor[], { id, version }: Submitted): Promise<void> {
  const [asking] = people
  if (!asking) throw new Error('somebody must ask for an approval')
  const found = await answered(asking.ask(MISSING, { id }))
  if (!found) return
  const { digest, missing }: { digest: string; missing: { REVIEW: number; AUTHORISATION: number } } =
    found.productApprovals
  if (missing.REVIEW + missing.AUTHORISATION === 0) return
  const kind = missing.AUTHORISATION > 0 ? 'AUTHORISATION' : 'REVIEW'
  for (const colleague of colleaguesOf(people, kind))
    if (await answered(colleague.ask(APPROVE, { id, version, digest, kind }))) return
}

/** Analysts first, so that officers stay free to release; who authorises is an officer. */
function colleaguesOf(people: readonly Actor[], kind: 'REVIEW' | 'AUTHORISATION'): Actor[] {
  const [{ url }] = people
  const busy = new Set(people.map(({ account }) => account?.email))
  const roles = kind === 'REVIEW' ? ['ANALYST', 'RELEASING_OFFICER'] : ['RELEASING_OFFICER']
  const free = (ACCOUNTS.get(url) ?? []).filter(({ email, apiKey }) => apiKey !== null && !busy.has(email))
  return roles
    .flatMap(role => free.filter(one => one.roles.includes(role)).reverse())
    .map(account => new Actor(url, account).withKey())
}

async function answered<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question
  } catch (error) {
    if (error instanceof AskFailed) return undefined
    throw error
  }
}
