/*
 * What an administrator may record: pure rules, each a refusal or nothing. Row-level security holds the same for the two
 * that matter most (only an administrator changes a row; nobody gives themselves a clearance).
 */
import { can, mayMoveTo, membershipSubject } from '@noroshi/clearance'
import type { MembershipState, Reader } from '@noroshi/clearance'
import { HubError } from '@noroshi/errors'
import { administratorsOnly, invalid } from './membership.errors.ts'
import { isOversight, isSafeguarded } from './organisation.ts'
import type { Organisation } from './organisation.ts'
import type { Person } from './person.ts'
import type { ClearanceLevelFacts, ClearanceRecord } from './words.ts'

const LONGEST_REASON = 2000

/** @throws HubError FORBIDDEN unless the reader administers memberships */
export function assertAdministers(reader: Reader, organisationId: string, at: Date): void {
  if (!can(reader, 'administer', membershipSubject({ organisationId }), at)) throw administratorsOnly()
}

/** The reason as it will be stored. @throws HubError INVALID_INPUT when there is none */
export function acceptedReason(reason: string): string {
  const text = reason.trim()
  if (text === '' || text.length > LONGEST_REASON)
    throw invalid(
      'reason',
      'REASON_NEEDED',
      `A reason of 1 to ${LONGEST_REASON} characters is needed.`,
      `理由を1〜${LONGEST_REASON}文字で入力してください。`,
    )
  return text
}

/**
 * Whether this organisation may move to that state now (ACT-3, ACT-5, OVS-2).
 * @throws HubError FORBIDDEN or CONFLICT with the reason why not
 */
export function assertMayMove(reader: Reader, organisation: Organisation, to: MembershipState, at: Date): void {
  if (isOversight(organisation))
    throw new HubError(
      'FORBIDDEN',
      'OVERSIGHT_UNRESTRICTED',
      'Nobody restricts the oversight committee.',
      undefined,
      '監理委員会を制限することはできません。',
    )
  if (organisation.id === reader.organisationId)
    throw new HubError(
      'FORBIDDEN',
      'OWN_ORGANISATION',
      'Nobody moves the membership of their own organisation.',
      undefined,
      '自組織の資格は変更できません。',
    )
  if (!mayMoveTo(organisation.state, to, false))
    throw new HubError(
      'CONFLICT',
      'NO_SUCH_MOVE',
      `A membership does not move from ${organisation.state} to ${to}.`,
      undefined,
      'いまの状態からその状態へは移れません。',
    )
  if (to === 'ACTIVE' && organisation.tier === 'MEMBER' && !isSafeguarded(organisation, at))
    throw new HubError(
      'CONFLICT',
      'SAFEGUARDS_MISSING',
      'A member becomes active with valid safeguards only.',
      undefined,
      '安全管理措置が有効でない構成員は有効にできません。',
    )
}

/** @throws HubError INVALID_INPUT when the date is not in the future */
export function assertFuture(field: string, date: Date, at: Date): void {
  if (!(date > at))
    throw invalid(field, 'NOT_IN_FUTURE', 'The date must be in the future.', '将来の日時を指定してください。')
}

/**
 * The clearance as it will be stored (CLR-2): complete, or wholly withdrawn.
 * @throws HubError FORBIDDEN for one's own, INVALID_INPUT naming the field at fault
 */
export function acceptedClearance(
  reader: Reader,
  person: Person,
  levels: readonly ClearanceLevelFacts[],
  clearance: ClearanceRecord,
  at: Date,
): Required<ClearanceRecord> {
  const { rank, validUntil = null, verifiedBy = null } = clearance
  if (rank === 0) return { rank, validUntil: null, verifiedBy: null }
  if (person.id === reader.personId)
    throw new HubError(
      'FORBIDDEN',
      'OWN_CLEARANCE',
      'Nobody gives themselves a clearance.',
      undefined,
      '自分のクリアランスは登録できません。',
    )
  if (!levels.some(level => level.rank === rank))
    throw invalid('rank', 'NO_SUCH_LEVEL', 'There is no such level.', 'その水準はありません。')
  if (person.tier === 'FRIEND')
    throw invalid(
      'rank',
      'FRIEND_WITHOUT_CLEARANCE',
      'Friends receive nothing secret and hold no clearance.',
      'フレンズは秘密を扱わないため、クリアランスを登録できません。',
    )
  if (validUntil === null)
    throw invalid(
      'validUntil',
      'DATE_NEEDED',
      'A clearance needs a date until which it is valid.',
      '有効期限を指定してください。',
    )
  assertFuture('validUntil', validUntil, at)
  const verifier = verifiedBy?.trim() ?? ''
  if (verifier === '')
    throw invalid(
      'verifiedBy',
      'VERIFIER_NEEDED',
      'A clearance needs somebody who verified it.',
      '確認者を入力してください。',
    )
  return { rank, validUntil, verifiedBy: verifier }
}
