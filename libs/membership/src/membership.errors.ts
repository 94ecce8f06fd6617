import { HubError } from '@noroshi/errors'

/** The same words for what does not exist and for what is hidden. */
export { notFound } from '@noroshi/errors'

/** The one answer to every sign-in that fails, whatever the cause: who is there is nobody's business (AU-5). */
export function signInFailed(): HubError {
  return new HubError(
    'UNAUTHENTICATED',
    'SIGN_IN_FAILED',
    'E-mail, password or one-time code is wrong.',
    undefined,
    'メールアドレス、パスワードまたはワンタイムコードが正しくありません。',
  )
}

/** The one answer to every confirmation that fails: password, code and a used code are alike (AU-10). */
export function confirmationFailed(): HubError {
  return new HubError(
    'FORBIDDEN',
    'CONFIRMATION_FAILED',
    'Password or one-time code is wrong. A code counts once: after signing in with it, wait for the next.',
    'password',
    'パスワードまたは認証コードが正しくありません。サインインに使った認証コードは使えません。次のコードをお待ちください。',
  )
}

/** The directory is government's (ACT-4: nobody infers who else is there). */
export function governmentOnly(): HubError {
  return new HubError(
    'FORBIDDEN',
    'GOVERNMENT_ONLY',
    'The directory is open to government only.',
    undefined,
    '名簿は行政機関だけが利用できます。',
  )
}

/** The caller is no administrator. */
export function administratorsOnly(): HubError {
  return new HubError(
    'FORBIDDEN',
    'ADMINISTRATOR_ONLY',
    'Only an administrator of the council may do this.',
    undefined,
    'この操作は協議会の管理者だけが行えます。',
  )
}

/** The one answer to every enrolment that fails for its token: unknown, used, replaced and expired ones are alike (AU-5). */
export function enrolmentFailed(): HubError {
  return new HubError(
    'UNAUTHENTICATED',
    'ENROLMENT_FAILED',
    'This enrolment is not valid (any more). Ask the administrator for a new one.',
    undefined,
    'この登録手続は無効です。管理者に再発行を依頼してください。',
  )
}

/** An input at fault, by its field. */
export function invalid(field: string, reason: string, message: string, messageJa: string): HubError {
  return new HubError('INVALID_INPUT', reason, message, field, messageJa)
}

/** A field (重要インフラ分野) that is not in the reference table. */
export function unknownSector(field: string): HubError {
  return invalid(field, 'NO_SUCH_SECTOR', 'There is no such field.', '存在しない分野が含まれています。')
}
