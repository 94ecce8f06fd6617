import {
  can,
  productSubject,
  releaseObjections,
  type ObjectionCode,
  type Reader,
  type ReleaseCandidate,
} from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { labelOf } from './product.ts'
import type { ProductEventRow, ProductRow, StoredDraft } from './product.repository.ts'
import { sha256Hex } from './signing.ts'

/** What the pure release rule is asked about: everybody who saved a version counts as an author. */
export function candidateOf(
  product: ProductRow,
  drafts: readonly StoredDraft[],
  events: readonly ProductEventRow[],
): ReleaseCandidate {
  const writers = events
    .filter(event => event.what === 'DRAFTED' || event.what === 'REVISED' || event.what === 'CORRECTING')
    .map(event => event.personId)
  return {
    inReview: product.state === 'IN_REVIEW',
    ownerOrganisationId: product.ownerOrganisationId,
    authorIds: [...new Set([product.authorId, ...writers])],
    submitterId: product.submittedBy,
    editions: drafts.map(draft => ({
      ...labelOf(draft),
      hasContent: draft.fragments.some(fragment => fragment.text !== ''),
      expiresAt: draft.expiresAt,
    })),
  }
}

const FIELDS: Partial<Record<ObjectionCode, string>> = { EMPTY_AUDIENCE: '.audience', EXPIRED: '.expiresAt' }
const SAID_JA: Partial<Record<ObjectionCode, string>> = {
  EMPTY_AUDIENCE: '届け先が選ばれていない版があります。',
  EXPIRED: '有効期限を過ぎた版があります。期限を改めてください。',
}

/** Whatever nobody could release is told to the author at once rather than to the reviewer later. */
export function requireReleasable(candidate: ReleaseCandidate, reader: Reader, at: Date): void {
  const fault = releaseObjections(candidate, reader, at).find(
    ({ code, category }) => category !== null || code === 'NO_EDITIONS',
  )
  if (!fault) return
  const index = candidate.editions.findIndex(edition => edition.category === fault.category)
  throw new HubError(
    'INVALID_INPUT',
    fault.code,
    `This cannot go to review yet: ${fault.code}.`,
    fault.category === null ? 'editions' : `editions[${index}]${FIELDS[fault.code] ?? ''}`,
    SAID_JA[fault.code] ?? '版の内容に不足があるため、審査を依頼できません。',
  )
}

/** @throws HubError FORBIDDEN with the first of the objections, when this reader may not release the product now */
export function requireReleaser(candidate: ReleaseCandidate, reader: Reader, at: Date): void {
  const [objection] = releaseObjections(candidate, reader, at)
  if (objection)
    throw new HubError(
      'FORBIDDEN',
      objection.code,
      `The product cannot be released by you now: ${objection.code}.`,
      undefined,
      `いま、あなたはこの製品を提供できません（${objection.code}）。`,
    )
}

/** @throws HubError FORBIDDEN when this reader does not release this product's kind of work */
export function requireOfficer(reader: Reader, product: ProductRow, at: Date): void {
  if (!can(reader, 'release', productSubject(product), at))
    throw new HubError(
      'FORBIDDEN',
      'NOT_A_RELEASING_OFFICER',
      'Only a releasing officer recalls what was released.',
      undefined,
      '取消しは提供決裁者だけが行えます。',
    )
}

/** One hexadecimal SHA-256 over all objects of a product, in their senders' own text. */
export function objectsDigest(documents: ReadonlyMap<string, string>): string {
  const texts = [...documents].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => sha256Hex(text))
  return sha256Hex(texts.join('\n'))
}

/** An import between review and release brought another version: nobody has seen what would go out. */
export function changedSinceReview(): HubError {
  return new HubError(
    'CONFLICT',
    'CHANGED_SINCE_REVIEW',
    'The store received other versions of its objects after this went to review. Return it to its author, who sends it anew.',
    undefined,
    '審査依頼の後に、この製品のオブジェクトの別の版が取り込まれました。差し戻して、もう一度審査を依頼してください。',
  )
}

/** The reason that a verb asks for, trimmed. @throws HubError INVALID_INPUT */
export function requiredReason(reason: string, field = 'reason'): string {
  const note = reason.trim()
  if (note === '' || note.length > 2_000)
    throw new HubError(
      'INVALID_INPUT',
      'REASON',
      'Give a reason of 1 to 2000 characters.',
      field,
      '理由を1〜2000文字で入力してください。',
    )
  return note
}
