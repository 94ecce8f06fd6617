import { Injectable, type ExecutionContext } from '@nestjs/common'
import { AuthGuard, type IAuthModuleOptions } from '@nestjs/passport'
import { randomUUID } from 'node:crypto'
import passport, { type Strategy } from 'passport'
import { ApiKeyStrategy } from './api-key.strategy.ts'
import { PasswordStrategy } from './password.strategy.ts'
import { httpOf } from './request.ts'
import { SessionStrategy } from './session.strategy.ts'

/**
 * Names of this very application's strategies. Passport keeps one list for the whole process, where of equal names the one that was
 * started last decides for all who somebody is. Strategies themselves, which it takes as well, it would share among requests: it
 * puts each request's answer on the object that it was given, and makes an object of its own only of what it finds by name.
 */
const named = (...strategies: readonly Strategy[]): IAuthModuleOptions => ({
  defaultStrategy: strategies.map(strategy => {
    const name = randomUUID()
    passport.use(name, strategy)
    return name
  }),
})

/** Finds out who is asking, afresh at every request; nobody is a legitimate answer here, which the access guard judges. */
@Injectable()
export class ReaderGuard extends AuthGuard() {
  constructor(session: SessionStrategy, apiKey: ApiKeyStrategy) {
    super(named(session, apiKey))
  }

  override getRequest(context: ExecutionContext) {
    return httpOf(context).request
  }

  getResponse(context: ExecutionContext) {
    return httpOf(context).reply
  }

  override handleRequest<TUser>(error: unknown, user: TUser | false): TUser {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a strategy threw goes on as it is
    if (error) throw error
    return (user || null) as TUser // the passport typing has no word for nobody
  }
}

/** Lets nobody in but who signs in with this very request. */
@Injectable()
export class SignInGuard extends AuthGuard() {
  constructor(password: PasswordStrategy) {
    super(named(password))
  }
}
