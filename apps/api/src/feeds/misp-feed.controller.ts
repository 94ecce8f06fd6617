import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common'
import { publicReader, type Reader } from '@noroshi/clearance'
import { HubError, notFound } from '@noroshi/errors'
import { EditionsService, hashesOf, manifestOf } from '@noroshi/products'
import type { FastifyReply } from 'fastify'
import { createHash } from 'node:crypto'
import type { ApiConfig } from '../config.ts'
import { Open } from '../door/access.ts'
import type { HubRequest } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'

const WHY = 'serves what whoever asks may read: with a key its editions, without one what was released to the public'

/**
 * A directory that a MISP instance subscribes to (“MISP feed”): its manifest, the hashes of its values, and each event. It is made of
 * what the reader may read at the moment of asking, and of nothing else: what was recalled, or is not theirs, is not there.
 */
@Controller('feeds/misp')
export class MispFeedController {
  constructor(
    private readonly editions: EditionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get('manifest.json')
  @Open(WHY)
  async manifest(@Req() request: HubRequest, @Res() reply: FastifyReply) {
    const reader = this.#readerOf(request)
    send(request, reply, 'application/json', JSON.stringify(manifestOf(await this.editions.mispFeed(reader))))
  }

  @Get('hashes.csv')
  @Open(WHY)
  async hashes(@Req() request: HubRequest, @Res() reply: FastifyReply) {
    const reader = this.#readerOf(request)
    send(request, reply, 'text/csv', hashesOf(await this.editions.mispFeed(reader)))
  }

  @Get(':file')
  @Open(WHY)
  async event(@Req() request: HubRequest, @Res() reply: FastifyReply, @Param('file') file: string) {
    const reader = this.#readerOf(request)
    const [, id] = /^([0-9a-f-]{36})\.json$/.exec(file) ?? []
    if (id === undefined) throw notFound()
    const { event } = await this.editions.misp(reader, 'read', id)
    send(request, reply, 'application/json', JSON.stringify({ Event: event }))
  }

  /** Who asks; a credential that is no good is refused, and not taken for nobody. */
  #readerOf({ user, headers }: HubRequest): Reader {
    if (user) {
      if (user.scopes === null || user.scopes.includes('read')) return user.reader
      throw new HubError(
        'FORBIDDEN',
        'SCOPE',
        'This API key does not reach so far.',
        undefined,
        'このAPIキーの権限では利用できません。',
      )
    }
    if (headers.authorization === undefined && this.config.tiers.includes('PUBLIC')) return publicReader()
    throw new HubError('UNAUTHENTICATED', 'SIGN_IN', 'Sign in first.', undefined, 'サインインしてください。')
  }
}

/** Sends a file of the feed, or that it is the one that the subscriber has. Kept by nobody in between: it depends on who asks (L49). */
function send(request: HubRequest, reply: FastifyReply, type: string, text: string): void {
  const tag = `"${createHash('sha256').update(text).digest('base64url')}"`
  void reply.header('etag', tag).header('cache-control', 'no-store')
  const known = (request.headers['if-none-match'] ?? '').split(',').map(one => one.trim().replace(/^W\//, ''))
  if (known.includes(tag)) void reply.status(304).send()
  else void reply.header('content-type', `${type}; charset=utf-8`).send(Buffer.from(text)) // as text, Fastify would write the media type in its own way
}
