/*
 * Proving oneself by password and one-time code. Outside any transaction, because the password is dear and waits its turn;
 * what was proven is used up by `useProof` in the transaction of what it is for.
 */
import type { Candidate, Proof } from './access.repository.ts'
import { NOBODYS_HASH, verifyPassword } from './password.ts'
import { NOBODYS_SECRET, stepOfTotp } from './totp.ts'
import type { Factors } from './words.ts'

/** The proof that these are the candidate's factors, or null; nobody at all, and whatever is wrong, costs the same (AU-5). */
export async function proofOf(candidate: Candidate | null, factors: Factors, at: Date): Promise<Proof | null> {
  const credential = candidate?.credential
  const passwordHolds = await verifyPassword(credential?.passwordHash ?? NOBODYS_HASH, factors.password)
  const code = factors.totp?.replaceAll(' ', '') ?? ''
  const step = stepOfTotp(credential?.totpSecret ?? NOBODYS_SECRET, code, credential?.totpLastStep ?? 0, at)
  if (!candidate || !passwordHolds) return null
  const { passwordHash, totpSecret } = candidate.credential
  if (candidate.seat.person.tier === 'FRIEND' && totpSecret === null) return { passwordHash, step: null }
  return step === null ? null : { passwordHash, step }
}
