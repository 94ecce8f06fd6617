import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import { HubError, notFound } from '@noroshi/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerOf } from './error-format.ts'

/** Errors of plain routes. GraphQL's go through Mercurius' formatter; both use the one translator. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #log = new Logger('door')

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType<'http' | 'graphql'>() === 'graphql') throw thrown
    const request = host.switchToHttp().getRequest<FastifyRequest>()
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    const { status, answer, known } = answerOf(fromFramework(thrown), request.id, request.headers['accept-language'])
    if (!known) this.#log.error({ err: thrown, traceId: request.id }, 'an unexpected error')
    void reply.status(status).header('cache-control', 'no-store').send({ error: answer })
  }
}

function fromFramework(thrown: unknown): unknown {
  const status =
    thrown instanceof HttpException
      ? thrown.getStatus()
      : typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown
        ? thrown.statusCode
        : undefined
  if (status === 404) return notFound()
  if (status === 401)
    return new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Sign in first.', undefined, 'サインインしてください。')
  if (status === 413) return new HubError('TOO_LARGE', 'BODY', 'The request is larger than is taken here.')
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new HubError('INVALID_INPUT', 'REQUEST', 'The request cannot be read.')
  return thrown
}
