import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common'
import { RelaysService } from '@noroshi/delivery'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Open } from '../door/access.ts'
import { RelayedLimits } from '../door/relayed-limits.ts'
import { languageOf } from '../public/public-pages.ts'
import { answeringPage, askingPage, RELAYED_POLICY } from './relayed-pages.ts'

/**
 * Where whoever is downstream of an intermediary says that a mail arrived (PRV-7). Programs that look at mails open its links: opening
 * the page does nothing, and a press does it once. The token stands in the query, which is written into no log.
 */
@Controller('relayed')
export class RelayedController {
  constructor(
    private readonly relays: RelaysService,
    private readonly limits: RelayedLimits,
  ) {}

  @Get()
  @Open('whoever is downstream has no account; the page is the same for every token, and asks the hub nothing')
  ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('token') token: unknown) {
    this.#page(reply, askingPage(token, languageOf(request.headers['accept-language'])))
  }

  @Post()
  @HttpCode(200)
  @Open('whoever is downstream has no account; only the holder of a token that is good changes anything')
  async acknowledge(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: unknown) {
    const token = tokenIn(body)
    await this.limits.spend(request.ip)
    this.#page(
      reply,
      answeringPage(await this.relays.acknowledge(token), languageOf(request.headers['accept-language'])),
    )
  }

  #page(reply: FastifyReply, html: string): void {
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', RELAYED_POLICY)
      .header('cache-control', 'no-store')
      // The press is to say from where it comes; to other places nothing is said.
      .header('referrer-policy', 'same-origin')
      .send(html)
  }
}

/** Anything else is a token that is not good. */
function tokenIn(body: unknown): string {
  const token: unknown = typeof body === 'object' && body !== null && 'token' in body ? body.token : ''
  return typeof token === 'string' ? token.slice(0, 100) : ''
}
