import { Injectable } from '@nestjs/common'
import {
  afterReviewObjection,
  can,
  knowsOperatingMode,
  productSubject,
  type AfterReviewFinding,
  type AfterReviewObjection,
  type Reader,
} from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import type { AfterReviewRow, AfterReviewState } from './after-review.ts'
import { AfterReviewRepository } from './after-review.repository.ts'
import type { PageRequest } from './page.ts'
import { personOf } from './product-work.ts'
import { ProductRepository } from './product.repository.ts'
import { recallProduct } from './recall.ts'
import { requiredReason } from './review.ts'

/** What went out in an emergency with less than the usual approvals, and what others found of it afterwards (事後審査, PRV-6). */
@Injectable()
export class AfterReviewsService {
  readonly #reviews = new AfterReviewRepository()
  readonly #products = new ProductRepository()

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
  ) {}

  /** Of the products that the reader may work on; all of them for inspectors. @throws HubError FORBIDDEN */
  list(reader: Reader, state: AfterReviewState, page: PageRequest, at = new Date()) {
    requireSeeing(reader, at)
    return this.database.asReader(reader, async tx => {
      const found = await this.#reviews.list(tx, reader, state, page)
      return { ...found, items: await this.#named(tx, reader, found.items, at) }
    })
  }

  /** How many are to be reviewed, and how many of these past their time. @throws HubError FORBIDDEN */
  counts(reader: Reader, at = new Date()): Promise<{ open: number; overdue: number }> {
    requireSeeing(reader, at)
    return this.database.asReader(reader, tx => this.#reviews.counts(tx))
  }

  /**
   * What somebody uninvolved finds of a release, once; `RECALL` takes the product back in the same transaction.
   * @throws HubError NOT_FOUND, FORBIDDEN `SAME_PERSON` to who had a part in it and `NOT_A_RELEASING_OFFICER`, CONFLICT `REVIEWED_ALREADY`,
   * INVALID_INPUT without a note
   */
  async review(reader: Reader, id: string, finding: AfterReviewFinding, note: string, at = new Date()) {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const seen = await this.#reviews.find(tx, reader, id)
      const product = seen && (await this.#products.lock(tx, seen.productId))
      // What an inspector sees, and cannot work on, is not theirs to decide.
      if (!product || !can(reader, 'draft', productSubject(product), at)) throw notFound()
      // Again, now that nobody else decides on it.
      const review = await this.#reviews.find(tx, reader, id)
      if (!review) throw notFound()
      const objection = objectionTo(reader, review, finding, at)
      if (objection) throw refusal(objection)
      if (review.finding !== null)
        throw new HubError(
          'CONFLICT',
          'REVIEWED_ALREADY',
          'Somebody has reviewed this already. Load it and look.',
          undefined,
          'ほかの人が先に事後審査を行いました。読み込み直して確認してください。',
        )
      const text = requiredReason(note, 'note')
      await this.#reviews.decide(tx, id, personOf(reader), finding, text)
      if (finding === 'RECALL') await recallProduct(tx, reader, product, text, at)
      const decided = await this.#reviews.find(tx, reader, id)
      if (!decided) throw notFound()
      const [answer] = await this.#named(tx, reader, [decided], at)
      return answer
    })
  }

  async #named(tx: Tx, reader: Reader, rows: readonly AfterReviewRow[], at: Date) {
    const ids = rows.flatMap(({ releasedBy, foundBy }) => [releasedBy, ...(foundBy === null ? [] : [foundBy])])
    const names = await this.membership.names(tx, ids)
    const nameOf = (id: string) => names.get(id) ?? { id, name: '—', organisation: '—' }
    return rows.map(row => {
      const mayWork = can(reader, 'draft', productSubject(row), at) && row.finding === null
      return {
        ...row,
        releasedBy: nameOf(row.releasedBy),
        foundBy: row.foundBy === null ? null : nameOf(row.foundBy),
        mayReview: mayWork && objectionTo(reader, row, null, at) === null,
        mayRecall: mayWork && objectionTo(reader, row, 'RECALL', at) === null,
      }
    })
  }
}

function objectionTo(
  reader: Reader,
  row: AfterReviewRow,
  finding: AfterReviewFinding | null,
  at: Date,
): AfterReviewObjection | null {
  const { isInvolved, leftOut } = row
  const isOfficer = can(reader, 'release', productSubject(row), at)
  return afterReviewObjection({ isInvolved, isOfficer, leftOut }, finding)
}

function requireSeeing(reader: Reader, at: Date): void {
  if (!knowsOperatingMode(reader, at))
    throw new HubError(
      'FORBIDDEN',
      'AFTER_REVIEWS_ARE_GOVERNMENTS',
      'This is for those who make products, and for inspectors.',
      undefined,
      '起案者・提供決裁者・監察担当者だけが参照できます。',
    )
}

const SAYS = {
  SAME_PERSON: [
    'Nobody reviews afterwards what they wrote, submitted, approved or released.',
    '自分が起案・提出・承認・発出した内容の事後審査はできません。',
  ],
  NOT_A_RELEASING_OFFICER: [
    'A releasing officer reviews what left out an authorisation, and takes back.',
    '決裁を省いた発出の事後審査と取消しは、提供決裁者だけが行えます。',
  ],
} as const satisfies Record<AfterReviewObjection, readonly [string, string]>

function refusal(reason: AfterReviewObjection): HubError {
  const [en, ja] = SAYS[reason]
  return new HubError('FORBIDDEN', reason, en, undefined, ja)
}
