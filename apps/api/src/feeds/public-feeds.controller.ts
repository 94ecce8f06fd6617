import { Controller, Get, Param, Query as QueryString, Req, Res, UseGuards } from '@nestjs/common'
import { publicReader } from '@noroshi/clearance'
import { FeedService, readQuestion, type Query } from '@noroshi/delivery'
import { WarningLists } from '@noroshi/indicators'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Open } from '../door/access.ts'
import { heldBy, sendFeed } from './feed-answers.ts'
import { FeedsGuard } from './feeds.guard.ts'

const WHY = 'serves what was released to the public, read by the login of the public tier'

/** Where anybody's tools fetch what was released to the public, by the login of the public tier. */
@Controller('feeds/public')
@UseGuards(FeedsGuard)
export class PublicFeedsController {
  constructor(
    private readonly feeds: FeedService,
    private readonly lists: WarningLists,
  ) {}

  @Get(':format')
  @Open(WHY)
  async every(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('format') format: string,
    @QueryString() query: Query,
  ) {
    const question = readQuestion(format, undefined, query)
    sendFeed(reply, await this.feeds.feed(publicReader(), 'public', question, this.lists, heldBy(request)))
  }

  @Get(':format/:kind')
  @Open(WHY)
  async ofKind(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('format') format: string,
    @Param('kind') kind: string,
    @QueryString() query: Query,
  ) {
    const question = readQuestion(format, kind, query)
    sendFeed(reply, await this.feeds.feed(publicReader(), 'public', question, this.lists, heldBy(request)))
  }
}
