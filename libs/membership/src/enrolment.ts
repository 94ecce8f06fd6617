/*
 * Enrolment (登録手続): the pure part. An invitation is a token that is shown once to who invites; its holder chooses the
 * password and pairs the authenticator, so nobody else ever knows either (AU-13).
 */
import { invalid } from './membership.errors.ts'
import { passwordObjection } from './password-rules.ts'
import type { PasswordObjection } from './password-rules.ts'
import { stepOfTotp } from './totp.ts'
import type { CouncilTier, PersonFacts } from './words.ts'

const WEEK_MS = 7 * 86_400_000
/** 160 bits in Base32, as `newTotpSecret` makes them (RFC 4226 §4). */
const TOTP_SECRET = /^[A-Z2-7]{32}$/

/** An invitation to enrol; the token is shown this once and kept nowhere. */
export interface Invitation {
  readonly enrolmentToken: string
  readonly expiresAt: Date
}

/** Somebody who was invited when the council was founded, or by an operator. */
export interface Invited extends Invitation {
  readonly name: string
  readonly email: string
}

/** A person who was invited just now. */
export type InvitedPerson = Invitation & { readonly person: PersonFacts }

/** What somebody who enrols is told: who they are, and a fresh secret to pair an authenticator with (friends: none). */
export interface EnrolmentOffer {
  readonly tier: CouncilTier
  readonly name: string
  readonly email: string
  readonly organisation: string
  readonly totp: { readonly secret: string; readonly uri: string } | null
}

/** What somebody enrols with; secret and code for government and members alone. */
export interface EnrolmentAttempt {
  readonly token: string
  readonly password: string
  readonly totpSecret?: string | null
  readonly totp?: string | null
}

/** Until when an invitation of this instant is good. */
export function invitationExpiry(at: Date): Date {
  return new Date(at.getTime() + WEEK_MS)
}

/** The address that authenticator apps read from a QR code (Key Uri Format; the parameters are the apps' defaults). */
export function otpauthUri(email: string, secret: string): string {
  return `otpauth://totp/Noroshi:${encodeURIComponent(email)}?secret=${secret}&issuer=Noroshi&algorithm=SHA1&digits=6&period=30`
}

const OBJECTIONS: Readonly<Record<PasswordObjection, readonly [en: string, ja: string]>> = {
  TOO_SHORT: ['A password has at least 15 characters.', 'パスワードは15文字以上にしてください。'],
  TOO_LONG: ['A password has at most 128 characters.', 'パスワードは128文字以内にしてください。'],
  HOLDS_ACCOUNT_NAME: [
    'A password does not contain the name of its e-mail address.',
    'パスワードにメールアドレスの名前部分を含めないでください。',
  ],
  REPEATS: ['A password is more than a short piece repeated.', '短い文字列の繰返しはパスワードに使用できません。'],
  TOO_COMMON: ['Too many people use this password.', 'よく使われるパスワードのため使用できません。'],
}

/** @throws HubError INVALID_INPUT naming the field when the password is not good enough (AU-1) */
export function assertPassword(password: string, email: string): void {
  const objection = passwordObjection(password, email)
  if (objection) throw invalid('password', objection, ...OBJECTIONS[objection])
}

/**
 * The authenticator to store, after its code has shown that it works; `step` is used up by that (AU-4).
 * @throws HubError INVALID_INPUT naming the field: no or a wrong code, or a friend who brings one
 */
export function acceptedAuthenticator(
  tier: CouncilTier,
  attempt: EnrolmentAttempt,
  at: Date,
): { secret: string | null; step: number } {
  const secret = attempt.totpSecret ?? null
  if (tier === 'FRIEND') {
    if (secret !== null)
      throw invalid(
        'totpSecret',
        'FRIEND_WITHOUT_TOTP',
        'Friends sign in without one-time codes.',
        'フレンズは認証コードを使用しません。',
      )
    return { secret: null, step: 0 }
  }
  if (secret === null || !TOTP_SECRET.test(secret))
    throw invalid(
      'totpSecret',
      'TOTP_NEEDED',
      'An authenticator is needed; use the secret that was offered.',
      '認証アプリの登録が必要です。',
    )
  const step = stepOfTotp(secret, attempt.totp?.replaceAll(' ', '') ?? '', 0, at)
  if (step === null)
    throw invalid(
      'totp',
      'WRONG_CODE',
      'This is not the code that the authenticator shows now.',
      '認証コードが正しくありません。',
    )
  return { secret, step }
}
