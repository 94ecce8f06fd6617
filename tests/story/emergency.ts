/** What cannot wait: the mode of a large-scale incident, a release with less than the usual approvals, and who looks at it afterwards. */
import { Actor, AskFailed } from '../support/actor.ts'
import type { SpawnedHub } from '../support/spawned-hub.ts'
import { check, say } from './checks.ts'

const WHY = '停止が広がっており、一刻を争うため。'
const DRAFT = 'mutation ($input: ProductInput!) { draftProduct(input: $input) { id version } }'
const SUBMIT = 'mutation ($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { id } }'
const RELEASE =
  'mutation ($id: ID!, $version: Int!, $reason: String) { releaseProduct(id: $id, version: $version, reason: $reason) { state } }'
const MODE = '{ operatingMode { mode } }'
const REVIEW =
  'mutation ($id: ID!, $finding: AfterReviewFinding!) { reviewAfterwards(id: $id, finding: $finding, note: "対象の地域が誤っていた。") { finding } }'

/** The reason of what was refused; null when it was not. */
async function refusal(question: Promise<unknown>): Promise<string | null> {
  try {
    await question
    return null
  } catch (error) {
    if (error instanceof AskFailed) return error.reason
    throw error
  }
}

export async function tellEmergency(hub: SpawnedHub): Promise<void> {
  const actor = (prefix: string): Actor => new Actor(hub.url, hub.account(prefix)).withKey()
  const [analyst, officer, other] = [actor('analyst-1'), actor('officer-1'), actor('officer-2')]
  const member = actor('hoshiwatari-power-1')
  const free = { containsSecret: true, containsCommInfo: false, identifiesPerson: false }
  const edition = {
    ...{ title: '変電所への攻撃', summary: '制御系への侵入', audience: { everyone: true } },
    fragments: [{ ...free, text: '遠隔保守の経路を直ちに遮断してください。' }],
  }
  const { draftProduct: product } = await analyst.ask(DRAFT, {
    input: {
      title: '変電所への攻撃',
      kind: 'BULLETIN',
      severity: 'CRITICAL',
      urgency: 'PRIORITY',
      editions: [edition],
    },
  })
  await analyst.ask(SUBMIT, product)
  const release = (reason: string | null) => officer.ask(RELEASE, { ...product, reason })

  console.log('\n7. A large-scale incident: what cannot wait goes out, says why, and is reviewed afterwards')
  check((await refusal(release(WHY))) === 'APPROVAL_MISSING', 'in the usual mode a provision waits for its review')
  const declare = 'mutation { declareLargeScale(reason: "複数の変電所で停止", hours: 24) { mode until } }'
  await other.ask(declare)
  check((await analyst.ask(MODE)).operatingMode.mode === 'LARGE_SCALE', 'an officer declares it, and makers see it')
  check((await refusal(member.ask(MODE))) !== null, 'a member does not')
  check((await refusal(release(null))) === 'EMERGENCY_REASON', 'who leaves something out says why')
  check((await refusal(release(WHY))) === null, 'then it goes out')
  say('releasing officer', 'released without the review that it usually has, and said why it could not wait')
  await other.ask('mutation { endLargeScale(reason: "復旧した") { mode } }')
  const { afterReviews } = await other.ask('{ afterReviews(first: 100) { items { id productId reason mayReview } } }')
  const listed = afterReviews.items as { id: string; productId: string; reason: string; mayReview: boolean }[]
  const review = listed.find(({ productId }) => productId === product.id)
  check(review?.reason === WHY && review.mayReview, 'it is listed with its reason, to be reviewed by who had no part')
  const by = (who: Actor, finding: string) => who.ask(REVIEW, { id: review?.id, finding })
  check((await refusal(by(officer, 'UPHELD'))) === 'SAME_PERSON', 'who released it does not say that it was right')
  check((await by(other, 'RECALL')).reviewAfterwards.finding === 'RECALL', 'another officer finds what was wrong')
  const { product: now } = await analyst.ask('query ($id: ID!) { product(id: $id) { state } }', product)
  check(now.state === 'RECALLED', 'and it is taken back at once')
  say('another officer', 'reviewed it afterwards and took it back')
}
