/*
 * Time-based one-time passwords, RFC 6238: SHA-1, six digits, 30 seconds, as authenticator apps expect.
 */
import { generateSecret, generateSync, verifySync } from 'otplib'

const STEP_SECONDS = 30

/** A secret that no code is compared with in earnest; it takes the place of one when there is nobody (AU-5). */
export const NOBODYS_SECRET = 'A'.repeat(32)

/** A fresh secret of 160 bits, Base32 (RFC 4226 §4). */
export function newTotpSecret(): string {
  return generateSecret()
}

/** The code that an authenticator shows at an instant; for set-up and for people without a telephone, such as tests. */
export function totpAt(secret: string, at: Date): string {
  return generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) })
}

/**
 * The time step whose code this is, one step of clock difference allowed either way (RFC 6238 §5.2), or null. A step
 * not later than `lastStep` is refused: each code lets in once (AU-4).
 */
export function stepOfTotp(secret: string, code: string, lastStep: number, at: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const epoch = Math.floor(at.getTime() / 1000)
  const result = verifySync({ secret, token: code, epoch, epochTolerance: STEP_SECONDS })
  if (!result.valid || !('timeStep' in result)) return null
  return result.timeStep > lastStep ? result.timeStep : null
}
