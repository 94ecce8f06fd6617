/*
 * Enrolling: who presents an invitation's token sets their own password and authenticator. Runs as a stranger who presents
 * a digest, like every way in; whatever is wrong with the token, the answer is the same.
 */
import { Injectable } from '@nestjs/common'
import type { Tx } from '@noroshi/database'
import { findSeat } from './access.repository.ts'
import type { Seat } from './access.repository.ts'
import { ApiKeyService } from './api-key.service.ts'
import { acceptedAuthenticator, assertPassword, otpauthUri } from './enrolment.ts'
import type { EnrolmentAttempt, EnrolmentOffer } from './enrolment.ts'
import * as enrolments from './enrolment.repository.ts'
import type { OpenEnrolment } from './enrolment.repository.ts'
import { enrolmentFailed } from './membership.errors.ts'
import { hashPassword } from './password.ts'
import { digestOf } from './token.ts'
import { newTotpSecret } from './totp.ts'
import type { CouncilTier } from './words.ts'

/** The verbs of enrolment; `MembershipService` is what the house injects. */
@Injectable()
export class EnrolmentService extends ApiKeyService {
  /**
   * Tells the token's holder who they are to the hub, with a fresh secret for the authenticator that is not stored: it
   * comes back with the first code (AU-13). @throws HubError UNAUTHENTICATED ENROLMENT_FAILED
   */
  async offerEnrolment(token: string, at: Date): Promise<EnrolmentOffer> {
    const { person, organisation } = await this.#invited(token, at)
    const { tier, name, email } = person
    const secret = tier === 'FRIEND' ? null : newTotpSecret()
    const totp = secret === null ? null : { secret, uri: otpauthUri(email, secret) }
    return { tier, name, email, organisation: organisation.name, totp }
  }

  /**
   * Sets the password and the authenticator, uses the token up and ends whatever access there was before (AU-1, AU-9).
   * @throws HubError UNAUTHENTICATED ENROLMENT_FAILED for every bad token, INVALID_INPUT naming the field at fault
   */
  async enrol(attempt: EnrolmentAttempt, at: Date): Promise<void> {
    const { person } = await this.#invited(attempt.token, at)
    assertPassword(attempt.password, person.email)
    const authenticator = acceptedAuthenticator(person.tier, attempt, at)
    // The dear part happens outside any transaction: waiting for a turn must not hold a connection.
    const passwordHash = await hashPassword(attempt.password)

    const tokenHash = digestOf(attempt.token)
    await this.database.asStranger(person.tier, tokenHash, async (tx, become) => {
      const enrolment = await enrolments.lockOpenEnrolment(tx, tokenHash, at)
      const seat = enrolment && (await seatOf(tx, become, enrolment))
      if (!seat) throw enrolmentFailed()
      await enrolments.replaceCredential(tx, {
        personId: seat.person.id,
        tier: seat.person.tier,
        passwordHash,
        totpSecret: authenticator.secret,
        totpLastStep: authenticator.step,
      })
      await enrolments.endEveryAccess(tx, seat.person.id, at)
      // Last: all of the above is allowed only while the enrolment is unused.
      await enrolments.useEnrolment(tx, tokenHash, at)
    })
  }

  /** Who was invited with this token. @throws HubError UNAUTHENTICATED ENROLMENT_FAILED */
  async #invited(token: string, at: Date): Promise<Seat> {
    const tier: CouncilTier | null = this.tierOf('ENROLMENT', token)
    if (!tier) throw enrolmentFailed()
    const tokenHash = digestOf(token)
    const seat = await this.database.asStranger(tier, tokenHash, async (tx, become) => {
      const enrolment = await enrolments.findOpenEnrolment(tx, tokenHash, at)
      return enrolment && seatOf(tx, become, enrolment)
    })
    if (!seat) throw enrolmentFailed()
    return seat
  }
}

/** The seat of an enrolment that is the person's last one; null for who is not to come in (again). */
async function seatOf(
  tx: Tx,
  become: (personId: string) => Promise<void>,
  enrolment: OpenEnrolment,
): Promise<Seat | null> {
  await become(enrolment.personId)
  const seat = await findSeat(tx, enrolment.personId)
  if (!seat || !seat.person.active || seat.organisation.state === 'WITHDRAWN') return null
  return seat.person.invitedAt?.getTime() === enrolment.createdAt.getTime() ? seat : null
}
