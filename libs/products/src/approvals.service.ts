import { Injectable } from '@nestjs/common'
import { AFTER_REVIEW_DAYS, can, productSubject, type ApprovalKind, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { contentDigest } from './approval.ts'
import { ApprovalRepository } from './approval.repository.ts'
import { stixIdsOf } from './product.ts'
import { ProductRepository } from './product.repository.ts'
import { personOf, ProductWork } from './product-work.ts'
import { ReleaseGate } from './release-gate.ts'
import { candidateOf, changedSinceReview, objectsDigest, requiredReason } from './review.ts'
import { StixStoreService } from './stix-store.service.ts'

/** A decision as its maker sends it. */
export interface ApprovalRequest {
  readonly version: number
  /** Of what was read, as `list` told it. */
  readonly digest: string
  readonly kind: ApprovalKind
  readonly note: string
}

/** Four eyes: people who did not write a product approve of exactly what would be released, or refuse to. */
@Injectable()
export class ApprovalsService {
  readonly #approvals = new ApprovalRepository()
  readonly #products = new ProductRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly gate: ReleaseGate,
    private readonly store: StixStoreService,
    private readonly membership: MembershipService,
  ) {}

  /** What a release asks for, what is missing of it, and every decision so far, for those who make the product. */
  async list(reader: Reader, id: string, at = new Date()) {
    const product = await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const drafts = await this.#products.drafts(tx, id)
      const events = await this.#products.events(tx, id)
      const { decisions, leftOut: _leftOut, ...facts } = await this.gate.approvals(tx, product, drafts, events, null)
      // By this reader, whose own approval would count for nothing.
      const { leftOut } = await this.gate.approvals(tx, product, drafts, events, personOf(reader))
      const names = await this.membership.names(
        tx,
        decisions.map(({ personId }) => personId),
      )
      const candidate = candidateOf(product, drafts, events)
      const isInvolved = [...candidate.authorIds, candidate.submitterId].includes(personOf(reader))
      return {
        ...facts,
        leftOut,
        afterReviewDays: AFTER_REVIEW_DAYS,
        mayDecide: product.state === 'IN_REVIEW' && !isInvolved,
        mayAuthorise:
          product.state === 'IN_REVIEW' && !isInvolved && can(reader, 'release', productSubject(product), at),
        decisions: decisions.map(({ personId, ...decision }) => ({
          ...decision,
          by: names.get(personId) ?? { id: personId, name: '—', organisation: '—' },
        })),
      }
    })
  }

  /** Agrees to exactly what was read. @throws HubError as `#decide` says */
  approve(reader: Reader, id: string, request: ApprovalRequest, at = new Date()): Promise<string> {
    const note = request.note.trim() === '' ? '' : requiredReason(request.note)
    return this.#decide(reader, id, { ...request, note }, 'APPROVED', at)
  }

  /** Stops the release of exactly what was read, with a reason, until it is changed or they think better of it. */
  refuse(reader: Reader, id: string, request: ApprovalRequest, at = new Date()): Promise<string> {
    return this.#decide(reader, id, { ...request, note: requiredReason(request.note) }, 'REFUSED', at)
  }

  /**
   * @throws HubError NOT_FOUND, CONFLICT on another version, state, text or objects than were read, FORBIDDEN `SAME_PERSON_AS_AUTHOR`,
   * `SAME_PERSON_AS_SUBMITTER`, and `NOT_A_RELEASING_OFFICER` for who authorises without being one
   */
  #decide(
    reader: Reader,
    id: string,
    { version, digest, kind, note }: ApprovalRequest,
    decision: 'APPROVED' | 'REFUSED',
    at: Date,
  ): Promise<string> {
    return this.work.step(reader, id, version, ['IN_REVIEW'], at, async (tx, product) => {
      const drafts = await this.#products.drafts(tx, id)
      const { authorIds, submitterId } = candidateOf(product, drafts, await this.#products.events(tx, id))
      const personId = personOf(reader)
      if (authorIds.includes(personId)) throw refusal('SAME_PERSON_AS_AUTHOR')
      if (submitterId === personId) throw refusal('SAME_PERSON_AS_SUBMITTER')
      if (kind === 'AUTHORISATION' && !can(reader, 'release', productSubject(product), at))
        throw refusal('NOT_A_RELEASING_OFFICER')
      if (digest !== contentDigest(product, drafts))
        throw new HubError(
          'CONFLICT',
          'CHANGED_SINCE',
          'This is not the text that you read. Load it and look again.',
          'digest',
          '読んだ内容と異なります。読み込み直して確認してください。',
        )
      const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
      if (objectsDigest(documents) !== product.reviewedObjects) throw changedSinceReview()
      await this.#approvals.insert(tx, {
        productId: id,
        productVersion: version,
        digest,
        personId,
        kind,
        decision,
        note,
      })
    })
  }
}

const SAYS = {
  SAME_PERSON_AS_AUTHOR: ['Nobody approves what they wrote.', '自分が書いた内容は承認できません。'],
  SAME_PERSON_AS_SUBMITTER: ['Nobody approves what they sent to review.', '自分が審査に出した内容は承認できません。'],
  NOT_A_RELEASING_OFFICER: ['Only a releasing officer authorises.', '決裁は提供決裁者だけが行えます。'],
} as const

function refusal(reason: keyof typeof SAYS): HubError {
  const [en, ja] = SAYS[reason]
  return new HubError('FORBIDDEN', reason, en, undefined, ja)
}
