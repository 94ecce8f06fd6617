import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isTaxiiPath, sendTaxiiError } from '../taxii/taxii-door.ts'
import { answerOf } from './error-format.ts'
import { isForPrograms } from './program-paths.ts'

const log = new Logger('door')

/** Errors of plain routes. GraphQL's go through Mercurius' formatter; both use the one translator. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType<'http' | 'graphql'>() === 'graphql') throw thrown
    sendError(thrown, host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>())
  }
}

/** Errors of hooks and parsers, which no filter of Nest's ever sees; GraphQL's route has a handler of its own. */
export function answerFrameworkErrors(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', route => {
    if (route.url !== '/graphql') route.errorHandler = sendError
  })
}

/** Answers a request that failed outside GraphQL. */
export function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (isTaxiiPath(request.url)) {
    if (!sendTaxiiError(thrown, request, reply)) noteUnexpected(thrown, request)
    return
  }
  const { status, answer, known } = answerOf(thrown, request.id, request.headers['accept-language'])
  if (!known) noteUnexpected(thrown, request)
  if (status === 401 && isForPrograms(request.url))
    void reply.header('www-authenticate', 'Basic realm="Noroshi", charset="UTF-8"')
  void reply.status(status).header('cache-control', 'no-store').send({ error: answer })
}

const noteUnexpected = (thrown: unknown, request: FastifyRequest): void =>
  log.error({ err: thrown, traceId: request.id }, 'an unexpected error')
