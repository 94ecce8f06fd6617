import { Controller, Get, Param, Query as QueryString, Req, Res, UseGuards } from '@nestjs/common'
import { FeedService, readQuestion, type Query } from '@noroshi/delivery'
import { WarningLists } from '@noroshi/indicators'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { heldBy, sendFeed } from './feed-answers.ts'
import { FeedsGuard } from './feeds.guard.ts'

/** Where the tools of council members fetch what was released to them. */
@Controller('feeds')
@UseGuards(FeedsGuard)
export class FeedsController {
  constructor(
    private readonly feeds: FeedService,
    private readonly lists: WarningLists,
  ) {}

  @Get(':format')
  @Access('read', 'Edition')
  async every(
    @Caller() caller: SignedIn,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('format') format: string,
    @QueryString() query: Query,
  ) {
    const question = readQuestion(format, undefined, query)
    sendFeed(reply, await this.feeds.feed(caller.reader, 'council', question, this.lists, heldBy(request)))
  }

  @Get(':format/:kind')
  @Access('read', 'Edition')
  async ofKind(
    @Caller() caller: SignedIn,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('format') format: string,
    @Param('kind') kind: string,
    @QueryString() query: Query,
  ) {
    const question = readQuestion(format, kind, query)
    sendFeed(reply, await this.feeds.feed(caller.reader, 'council', question, this.lists, heldBy(request)))
  }
}
