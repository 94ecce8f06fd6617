import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { GqlExecutionContext } from '@nestjs/graphql'
import { HubError } from '@noroshi/errors'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** The request as it is after the guards: `user` is who presented a good credential, or null. */
export interface HubRequest extends FastifyRequest {
  user?: SignedIn | null
}

/** GraphQL and plain routes meet here; Mercurius keeps request and reply in its context. */
export function httpOf(context: ExecutionContext): { request: HubRequest; reply: FastifyReply } {
  if (context.getType<'http' | 'graphql'>() === 'graphql') {
    const { request, reply } = GqlExecutionContext.create(context).getContext<{
      request: HubRequest
      reply: FastifyReply
    }>()
    return { request, reply }
  }
  return {
    request: context.switchToHttp().getRequest<HubRequest>(),
    reply: context.switchToHttp().getResponse<FastifyReply>(),
  }
}

/** Who is signed in, for handlers that declared `@Access`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const { user } = httpOf(context).request
  if (!user) throw new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Sign in first.')
  return user
})

/** Who is signed in, or null, for handlers that are open. */
export const MaybeCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedIn | null => httpOf(context).request.user ?? null,
)

/** The address that the request comes from, by which tries are counted. */
export const CallerAddress = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => httpOf(context).request.ip,
)
