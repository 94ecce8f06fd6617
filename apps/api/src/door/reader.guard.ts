import { Injectable, type ExecutionContext } from '@nestjs/common'
import { AuthGuard, type IAuthModuleOptions } from '@nestjs/passport'
import { ApiKeyStrategy } from './api-key.strategy.ts'
import { PasswordStrategy } from './password.strategy.ts'
import { httpOf } from './request.ts'
import { SessionStrategy } from './session.strategy.ts'

/**
 * Strategies themselves, not their names: passport keeps one list of names for the whole process, where the application that was
 * started last would decide for all who somebody is. And a copy for each request: passport writes onto a strategy how to answer
 * the request, so that whoever asks at the same moment would be taken for somebody else.
 */
const by = (...strategies: readonly object[]): IAuthModuleOptions => ({
  get defaultStrategy() {
    // Passport takes either; the typing knows names alone.
    return strategies.map(strategy => Object.create(strategy) as object) as unknown as string[]
  },
})

/** Finds out who is asking, afresh at every request; nobody is a legitimate answer here, which the access guard judges. */
@Injectable()
export class ReaderGuard extends AuthGuard() {
  constructor(session: SessionStrategy, apiKey: ApiKeyStrategy) {
    super(by(session, apiKey))
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
    super(by(password))
  }
}
