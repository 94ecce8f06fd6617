import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { HubError } from '@noroshi/errors'
import { httpOf } from '../door/request.ts'

const KEY_NEEDED = new HubError(
  'UNAUTHENTICATED',
  'KEY',
  'A valid API key is needed, as the password of HTTP Basic or as a Bearer token.',
  undefined,
  '有効な API キーが必要です。HTTP Basic のパスワード、または Bearer トークンとして指定してください。',
)

/** Credentials that were presented must be good, also where none are needed: a tool with a key that ended must not go on with less. */
@Injectable()
export class FeedsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { request } = httpOf(context)
    // Undefined where the process knows nobody, and so cannot tell good from bad.
    if (request.user === null && request.headers.authorization !== undefined) throw KEY_NEEDED
    return true
  }
}
