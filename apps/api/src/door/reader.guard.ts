import { Injectable, type ExecutionContext } from '@nestjs/common'
import { AuthGuard } from '@nestjs/passport'
import { httpOf } from './request.ts'

/** Finds out who is asking, afresh at every request; nobody is a legitimate answer here, which the access guard judges. */
@Injectable()
export class ReaderGuard extends AuthGuard(['session', 'api-key']) {
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
