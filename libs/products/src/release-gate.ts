import { Injectable } from '@nestjs/common'
import {
  isRefused,
  leftOutApprovals,
  missingApprovals,
  requiredApprovals,
  type ApprovalCounts,
  type Reader,
} from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { AfterReviewRepository } from './after-review.repository.ts'
import { approvalQuestion, contentDigest, sentDigest } from './approval.ts'
import { ApprovalRepository } from './approval.repository.ts'
import { ConsentRepository } from './consent.repository.ts'
import { sourcesOf, type ConsentSource } from './consent-sources.ts'
import { OfflineAlertRepository } from './offline-alert.repository.ts'
import { OperatingModeRepository } from './operating-mode.repository.ts'
import { stixIdsOf } from './product.ts'
import type { ProductEventRow, ProductRow, StoredDraft } from './product.repository.ts'
import { personOf } from './product-work.ts'
import type { ConsentsOf } from './provenance.repository.ts'
import { candidateOf } from './review.ts'
import { StixStoreService } from './stix-store.service.ts'

/** What others have not said yet, or have said no to; `detail` names the kind of approval or the originator that is missing. */
export interface GateObjection {
  readonly code: 'APPROVAL_MISSING' | 'APPROVAL_REFUSED' | 'CONSENT_MISSING' | 'NOT_AS_SENT'
  readonly detail: string | null
}

const SAYS = {
  APPROVAL_MISSING: [
    'It needs the approval of a further person, of exactly this text, first.',
    '発出の前に、この内容に対する別の人の承認が必要です。',
  ],
  APPROVAL_REFUSED: [
    'Somebody refused to approve this text. Return it to its author.',
    'この内容は承認されませんでした。差し戻してください。',
  ],
  CONSENT_MISSING: [
    'Its originator has not agreed to exactly this text going so far.',
    '提供元が、この内容をこの範囲に提供することに同意していません。',
  ],
  NOT_AS_SENT: [
    'It was sent without the hub in other words. Release it as it was sent, and correct it then.',
    '狼煙を経由せずに送信した文と異なります。送信した文のまま発出し、その後に訂正してください。',
  ],
} as const satisfies Record<GateObjection['code'], readonly [string, string]>

/** What people other than the releaser must have said before a release. Within somebody's transaction. */
@Injectable()
export class ReleaseGate {
  readonly #approvals = new ApprovalRepository()
  readonly #consents = new ConsentRepository()
  readonly #modes = new OperatingModeRepository()
  readonly #offline = new OfflineAlertRepository()
  readonly #afterReviews = new AfterReviewRepository()

  constructor(private readonly store: StixStoreService) {}

  /** Everything that stands against it besides `releaseObjections`, for this releaser. */
  async objections(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    events: readonly ProductEventRow[],
    releaser: Reader,
  ): Promise<GateObjection[]> {
    const { missing, refused } = await this.approvals(tx, product, drafts, events, releaser.personId)
    const sent = await this.#sentBefore(tx, product, events)
    return [
      ...(sent !== undefined && sent !== sentDigest(product, drafts)
        ? [{ code: 'NOT_AS_SENT' as const, detail: null }]
        : []),
      ...(await this.consentsMissing(tx, product, drafts)).map(detail => ({
        code: 'CONSENT_MISSING' as const,
        detail,
      })),
      ...(refused ? [{ code: 'APPROVAL_REFUSED' as const, detail: null }] : []),
      // Whoever authorises has reviewed: one thing is asked for at a time.
      ...(['AUTHORISATION', 'REVIEW'] as const)
        .filter(kind => missing[kind] > 0)
        .slice(0, 1)
        .map(detail => ({ code: 'APPROVAL_MISSING' as const, detail })),
    ]
  }

  /** The names of originators who can be asked and have not agreed to exactly what would be released, and so far. */
  async consentsMissing(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[]): Promise<string[]> {
    const sources = await this.#sources(tx, product, drafts)
    return [...new Set(sources.filter(({ isMissing }) => isMissing).map(({ originator }) => originator.name))]
  }

  /** Of each fragment, the requests without whose answer it could not go so far. */
  async consentsUsed(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[]): Promise<ConsentsOf> {
    const sources = (await this.#sources(tx, product, drafts)).filter(({ asked }) => asked.length > 0)
    return (edition, fragment) =>
      sources.filter(source => source.edition === edition && source.fragment === fragment).flatMap(({ given }) => given)
  }

  async #sources(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[]): Promise<ConsentSource[]> {
    if (drafts.every(({ fragments }) => fragments.every(({ originator }) => originator === null))) return []
    const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
    const requests = await this.#consents.of(tx, product.id)
    return sourcesOf(product, drafts, documents, await this.#consents.originators(tx), requests)
  }

  /**
   * The decisions on a product, what is asked for in the present mode of the hub, what is missing of it, and what an emergency would leave out.
   * @param releaserId whose own approval counts for nothing
   */
  async approvals(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    events: readonly ProductEventRow[],
    releaserId: string | null,
  ) {
    const digest = contentDigest(product, drafts)
    const isLargeScale = await this.#modes.isLargeScale(tx)
    const question = approvalQuestion(
      product,
      drafts.map(({ category }) => category),
      isLargeScale,
    )
    const decisions = await this.#approvals.of(tx, product.id)
    const standing = decisions.filter(decision => decision.digest === digest)
    const { authorIds, submitterId } = candidateOf(product, drafts, events)
    const involved = [...authorIds, submitterId, releaserId].filter(id => id !== null)
    return {
      digest,
      decisions: decisions.map(decision => ({ ...decision, isVoid: decision.digest !== digest })),
      required: requiredApprovals(question),
      missing: missingApprovals(question, standing, involved),
      refused: isRefused(standing),
      isLargeScale,
      leftOut: await this.#leftOut(tx, product, events, leftOutApprovals(question, standing, involved)),
    }
  }

  /** What was sent without the hub went to everybody before anybody could authorise it, whoever releases it now. */
  async #leftOut(tx: Tx, product: ProductRow, events: readonly ProductEventRow[], ofPath: ApprovalCounts) {
    const isSent = (await this.#sentBefore(tx, product, events)) !== undefined
    return isSent ? { ...ofPath, AUTHORISATION: Math.max(1, ofPath.AUTHORISATION) } : ofPath
  }

  /** The digest of what was sent without the hub, of what the hub has not released. */
  async #sentBefore(tx: Tx, { id }: ProductRow, events: readonly ProductEventRow[]): Promise<string | undefined> {
    if (events.some(({ what }) => what === 'RELEASED')) return undefined
    return this.#offline.digestOf(tx, id)
  }

  /**
   * Lets a release through, in the mode in which the hub is now and stays until the transaction ends. What leaves out usual approvals is
   * written down, to be reviewed afterwards (PRV-6).
   * @param reason why it cannot wait; null of what is scheduled, which can
   * @throws HubError FORBIDDEN with the first of the objections, INVALID_INPUT when it leaves something out: `EMERGENCY_REASON` when it says not why,
   * `EMERGENCY_SCHEDULED` when it is scheduled
   */
  async pass(
    tx: Tx,
    product: ProductRow,
    drafts: readonly StoredDraft[],
    events: readonly ProductEventRow[],
    releaser: Reader,
    reason: string | null,
  ): Promise<void> {
    await this.#modes.hold(tx)
    const [objection] = await this.objections(tx, product, drafts, events, releaser)
    if (objection) throw refusal(objection)
    const releasedBy = personOf(releaser)
    const { leftOut, digest, isLargeScale } = await this.approvals(tx, product, drafts, events, releasedBy)
    if (leftOut.REVIEW + leftOut.AUTHORISATION === 0) return
    if (reason === null) throw emergencyScheduled()
    if (reason === '') throw reasonMissing()
    const { id: productId, version: productVersion, urgency } = product
    await this.#afterReviews.insert(tx, {
      ...{ productId, productVersion, digest, urgency, isLargeScale, leftOut, reason, releasedBy },
    })
  }
}

function refusal({ code, detail }: GateObjection): HubError {
  const [en, ja] = SAYS[code]
  return new HubError(
    'FORBIDDEN',
    code,
    detail === null ? en : `${en} (${detail})`,
    undefined,
    detail === null ? ja : `${ja}（${detail}）`,
  )
}

function emergencyScheduled(): HubError {
  return new HubError(
    'INVALID_INPUT',
    'EMERGENCY_SCHEDULED',
    'This would go out with less than the usual approvals because it cannot wait, and what is scheduled can. Release it now, or have it approved.',
    'at',
    '緊急のため通常の承認の一部を省く情報は、予約できません。直ちに発出するか、通常の承認を得てください。',
  )
}

function reasonMissing(): HubError {
  return new HubError(
    'INVALID_INPUT',
    'EMERGENCY_REASON',
    'This goes out with less than the usual approvals. Say why it cannot wait; it will be reviewed afterwards.',
    'reason',
    '通常の承認の一部を省いて発出します。待てない理由を入力してください。発出後に事後審査を行います。',
  )
}
