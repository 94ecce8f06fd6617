/** Steps of the tests about what cannot wait. */
import { Actor } from '../support/actor.ts'
import { productOf, type TestHub } from '../support/hub.ts'
import { keyOf } from '../proof/principals.ts'
import { refusalOf } from './answers.ts'
import { draft, releaseNow, submit, type Drafted } from './steps.ts'

export const MODE = '{ operatingMode { mode since until by { name } reason maySwitch } }'
export const SWITCHES = `query ($first: Int, $after: String) { modeSwitches(first: $first, after: $after) { items { mode reason by { name } until } endCursor hasMore } }`
export const DECLARE = `mutation ($reason: String!, $hours: Int!) { declareLargeScale(reason: $reason, hours: $hours) { mode since until by { name } reason } }`
export const END = `mutation ($reason: String!) { endLargeScale(reason: $reason) { mode } }`
export const FIELDS = `id productId productTitle productVersion isLargeScale urgency leftOut { REVIEW AUTHORISATION } reason releasedBy { name } releasedAt dueAt
  isOverdue finding foundBy { name } note mayReview mayRecall`
export const LIST = `query ($state: AfterReviewState!, $first: Int = 100, $after: String) { afterReviews(state: $state, first: $first, after: $after) { items { ${FIELDS} } endCursor hasMore } }`
export const COUNTS = '{ afterReviewCounts { open overdue } }'
export const REVIEW = `mutation ($id: ID!, $finding: AfterReviewFinding!, $note: String!) { reviewAfterwards(id: $id, finding: $finding, note: $note) { ${FIELDS} } }`
export const PATH = `query ($id: ID!) { productApprovals(productId: $id) { isLargeScale leftOut { REVIEW AUTHORISATION } required { REVIEW AUTHORISATION } missing { REVIEW AUTHORISATION } } }`
export const WHY = '侵入がいまも続いているため'

export const provision = (more: object = {}) => productOf('緊急の提供', [{ title: '提供', secret: true }], more)

export interface Listed {
  readonly id: string
  readonly productId: string
  readonly releasedAt: string
  readonly dueAt: string
  readonly [more: string]: unknown
}
export const listed = async (who: Actor, state = 'OPEN'): Promise<Listed[]> =>
  (await who.ask(LIST, { state })).afterReviews.items
/** Throws when there is none. */
export async function reviewOf(who: Actor, product: Drafted, state = 'OPEN'): Promise<Listed> {
  const found = await reviewIfAny(who, product, state)
  if (!found) throw new Error(`nothing is to be reviewed of ${product.id}`)
  return found
}
export const reviewIfAny = async (who: Actor, { id }: Drafted, state = 'OPEN'): Promise<Listed | undefined> =>
  (await listed(who, state)).find(({ productId }) => productId === id)
export const refused = async (who: Actor, query: string, variables: object = {}) =>
  refusalOf(await who.asking(query, variables))

/** Somebody with a key for everything, whatever their rights are. */
export const strong = async (hub: TestHub, prefix: string): Promise<Actor> =>
  new Actor(hub.url, hub.account(prefix)).withKey(await keyOf(hub, prefix, ['read', 'draft', 'release']))

/** Makes some rows older than they are. */
export const aged = (hub: TestHub, table: string, interval: string, where: string) =>
  hub.database.superuser.query(`update hub.${table} set at = at - interval '${interval}' where ${where}`)

/** A provision that went out without the review it would have had. */
export async function pressing(hub: TestHub): Promise<Drafted> {
  const analyst = hub.as('analyst-1')
  const product = await submit(analyst, await draft(analyst, provision({ urgency: 'EMERGENCY' })))
  await releaseNow(hub.as('officer-1'), product, WHY)
  return product
}
