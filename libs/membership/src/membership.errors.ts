import { HubError } from '@noroshi/errors'

/** The one answer to every sign-in that fails, whatever the cause: who is there is nobody's business (AU-5). */
export function signInFailed(): HubError {
  return new HubError('UNAUTHENTICATED', 'SIGN_IN_FAILED', 'E-mail, password or one-time code is wrong.')
}

/** The same words for what does not exist and for what is hidden. */
export function notFound(): HubError {
  return new HubError('NOT_FOUND', 'NOT_FOUND', 'There is nothing here.')
}

/** The directory is government's (ACT-4: nobody infers who else is there). */
export function governmentOnly(): HubError {
  return new HubError('FORBIDDEN', 'GOVERNMENT_ONLY', 'The directory is open to government only.')
}

/** The caller is no administrator. */
export function administratorsOnly(): HubError {
  return new HubError('FORBIDDEN', 'ADMINISTRATOR_ONLY', 'Only an administrator of the council may do this.')
}

/** An input at fault, by its field. */
export function invalid(field: string, reason: string, message: string): HubError {
  return new HubError('INVALID_INPUT', reason, message, field)
}
