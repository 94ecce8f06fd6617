/*
 * All SQL about enrolment. An administrator may only write an invitation; who presents the token's digest sees that one
 * row, and while it is unused replaces their own credential. Row-level security holds each of these.
 */
import type { Tx } from '@noroshi/database'
import type { CouncilTier } from './words.ts'

/** An enrolment that may still be used. */
export interface OpenEnrolment {
  readonly personId: string
  readonly createdAt: Date
}

/** Writes an invitation; the person's earlier ones are void from now on. */
export async function insertEnrolment(
  tx: Tx,
  enrolment: { tokenHash: string; personId: string; tier: CouncilTier; at: Date; expiresAt: Date },
): Promise<void> {
  const { tokenHash, personId, tier, at, expiresAt } = enrolment
  await tx.query(
    'insert into hub.enrolment (token_hash, person_id, tier, created_at, expires_at) values ($1, $2, $3, $4, $5)',
    [tokenHash, personId, tier, at, expiresAt],
  )
  await tx.query('update hub.person set invited_at = $2 where id = $1', [personId, at])
}

/** The enrolment whose token's digest is presented, unused and unexpired. */
export async function findOpenEnrolment(tx: Tx, tokenHash: string, at: Date): Promise<OpenEnrolment | null> {
  const rows = await tx.query<OpenEnrolment[]>(`${OPEN} where ${IS_OPEN}`, [tokenHash, at])
  return rows[0] ?? null
}

/** The same, held until the transaction ends: of two who present it at once, the second finds it used. */
export async function lockOpenEnrolment(tx: Tx, tokenHash: string, at: Date): Promise<OpenEnrolment | null> {
  const rows = await tx.query<OpenEnrolment[]>(`${OPEN} where ${IS_OPEN} for update`, [tokenHash, at])
  return rows[0] ?? null
}

const OPEN = 'select person_id as "personId", created_at as "createdAt" from hub.enrolment'
const IS_OPEN = 'token_hash = $1 and used_at is null and expires_at > $2'

/** Marks the enrolment used; it lets nobody do anything afterwards. */
export async function useEnrolment(tx: Tx, tokenHash: string, at: Date): Promise<void> {
  await tx.query('update hub.enrolment set used_at = $2 where token_hash = $1', [tokenHash, at])
}

/** Replaces the person's credential as a whole: no part of the old one remains. */
export async function replaceCredential(
  tx: Tx,
  credential: {
    personId: string
    tier: CouncilTier
    passwordHash: string
    totpSecret: string | null
    totpLastStep: number
  },
): Promise<void> {
  const { personId, tier, passwordHash, totpSecret, totpLastStep } = credential
  await tx.query('delete from hub.credential where person_id = $1', [personId])
  await tx.query(
    'insert into hub.credential (person_id, tier, password_hash, totp_secret, totp_last_step) values ($1, $2, $3, $4, $5)',
    [personId, tier, passwordHash, totpSecret, totpLastStep],
  )
}

/** Ends every session and revokes every key that the person had before, and wakes those who hold sockets (AU-9). */
export async function endEveryAccess(tx: Tx, personId: string, at: Date): Promise<void> {
  await tx.query('update hub.session set ended_at = $2 where person_id = $1 and ended_at is null', [personId, at])
  await tx.query('update hub.api_key set revoked_at = $2 where person_id = $1 and revoked_at is null', [personId, at])
  await tx.query(`select pg_notify('hub_rights', '')`)
}
