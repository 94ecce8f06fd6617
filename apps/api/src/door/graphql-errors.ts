import { Logger } from '@nestjs/common'
import { HubError } from '@noroshi/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type ExecutionResult } from 'graphql'
import { answerOf } from './error-format.ts'

const log = new Logger('graphql')

/**
 * Mercurius' formatter: every error of a response through the one translator. Errors of the query itself (syntax,
 * validation, limits) keep their sentence, without suggestions of names that the caller did not know (L35).
 */
export function graphqlErrors(
  execution: ExecutionResult & Required<Pick<ExecutionResult, 'errors'>>,
  context: unknown,
) {
  const request = requestOf(context)
  const traceId = request?.id ?? ''
  const language = request?.headers['accept-language']
  const answers = execution.errors
    .flatMap(error => causesOf(error))
    .map(error => {
      const thrown = thrownBehind(error)
      const { answer, known, status } = answerOf(thrown ?? queryError(error), traceId, language)
      if (!known && thrown) log.error({ err: thrown, traceId }, 'an unexpected error')
      const { message, ...extensions } = answer
      return { status, error: { message, ...(error.path ? { path: error.path } : {}), extensions } }
    })
  // GraphQL over HTTP: 200 whenever the query ran, so that absent and forbidden do not differ by status either.
  return {
    statusCode: execution.data === undefined || execution.data === null ? statusOf(answers) : 200,
    response: { data: execution.data ?? null, errors: answers.map(answer => answer.error) },
  }
}

/**
 * Mercurius' handler of what stopped a request before its query ran. A document at fault goes to the formatter; requests
 * that never became a query (unreadable, too large, from elsewhere) are answered with the status of their error.
 */
export function graphqlRequestErrors(
  thrown: Error & { errors?: readonly Error[] },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const stopped = thrown instanceof GraphQLError ? [thrown] : thrown.errors
  if (stopped?.length) {
    const errors = stopped.map(error => (error instanceof GraphQLError ? error : new GraphQLError(error.message)))
    const { statusCode, response } = graphqlErrors({ errors }, { request })
    return void reply.status(statusCode).send(response)
  }
  const { status, answer, known } = answerOf(thrown, request.id, request.headers['accept-language'])
  if (!known) log.error({ err: thrown, traceId: request.id }, 'an unexpected error')
  const { message, ...extensions } = answer
  void reply.status(status).send({ data: null, errors: [{ message, extensions }] })
}

function causesOf(error: GraphQLError & { errors?: readonly GraphQLError[] }): readonly GraphQLError[] {
  const original: unknown = error.originalError ?? error
  if (
    typeof original === 'object' &&
    original !== null &&
    'errors' in original &&
    Array.isArray(original.errors) &&
    original.errors.length > 0
  )
    return original.errors as readonly GraphQLError[] // Mercurius gathers the errors of a document so
  return [error]
}

/** What a resolver threw; nothing when the query itself is at fault: GraphQL wraps a wrong value twice, in errors of its own. */
function thrownBehind(error: GraphQLError): unknown {
  let thrown: unknown = error.originalError
  while (thrown instanceof GraphQLError) thrown = thrown.originalError
  return thrown
}

function queryError(error: GraphQLError): HubError {
  return new HubError(
    'INVALID_INPUT',
    'QUERY',
    error.message.replace(/ Did you mean .*$/s, ''),
    undefined,
    'クエリの書き方または値が正しくありません。',
  )
}

function statusOf(answers: readonly { status: number }[]): number {
  const failed = answers.filter(answer => answer.status >= 500)
  if (failed.length === 0) return 200
  // That the hub can't now, and will again, is told apart from that something is wrong.
  return failed.every(answer => answer.status === 503) ? 503 : 500
}

function requestOf(context: unknown): FastifyRequest | undefined {
  if (typeof context !== 'object' || context === null) return undefined
  if ('request' in context) return context.request as FastifyRequest // our own context function put it there
  if ('reply' in context) return (context.reply as { request: FastifyRequest }).request // Mercurius' own, before ours was made
  return undefined
}
