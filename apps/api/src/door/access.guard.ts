import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { Reflector } from '@nestjs/core'
import { HubError } from '@noroshi/errors'
import { ACCESS, type AccessDeclaration } from './access.ts'
import { httpOf } from './request.ts'

/** Holds each handler to what it declared; a handler that declared nothing is refused to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const declared = this.reflector.get<AccessDeclaration | undefined>(ACCESS, context.getHandler())
    if (!declared) throw new HubError('FORBIDDEN', 'UNDECLARED', 'This is not open to you.')
    if ('open' in declared) return true
    const { user } = httpOf(context).request
    if (!user) throw new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Sign in first.', undefined, 'サインインしてください。')
    const allowed = user.scopes === null || (declared.scope !== 'SESSION' && user.scopes.includes(declared.scope))
    if (!allowed)
      throw new HubError(
        'FORBIDDEN',
        'SCOPE',
        'This API key does not reach so far.',
        undefined,
        'このAPIキーの権限では利用できません。',
      )
    return true
  }
}
