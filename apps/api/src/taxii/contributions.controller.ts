import { Controller, Delete, Get, Inject, Param, Post, Query as QueryString, Req, Res, UseGuards } from '@nestjs/common'
import { ContributionsService, INBOX, MOST_CONTENT_BYTES, type Query } from '@noroshi/delivery'
import { notFound } from '@noroshi/errors'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { inboxResource, rootResource, sendPage } from './taxii-answers.ts'
import { readContent, sendTaxii } from './taxii-door.ts'
import { TaxiiGuard } from './taxii.guard.ts'

/** Where organisations send what they know to the council, and find again what they sent. */
@Controller('taxii2/contributions')
@UseGuards(TaxiiGuard)
export class ContributionsController {
  constructor(
    private readonly contributions: ContributionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get()
  @Access('contribute', 'Contribution')
  root(@Res() reply: FastifyReply) {
    sendTaxii(reply, 200, rootResource('contributions'))
  }

  @Get('collections')
  @Access('contribute', 'Contribution')
  collections(@Res() reply: FastifyReply) {
    sendTaxii(reply, 200, { collections: [inboxResource()] })
  }

  @Get('collections/:collection')
  @Access('contribute', 'Contribution')
  collection(@Res() reply: FastifyReply, @Param('collection') id: string) {
    requireInbox(id)
    sendTaxii(reply, 200, inboxResource())
  }

  @Post('collections/:collection/objects')
  @Access('contribute', 'Contribution')
  async add(
    @Caller() caller: SignedIn,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
  ) {
    requireInbox(id)
    const content = await readContent(request, MOST_CONTENT_BYTES)
    sendTaxii(reply, 202, await this.contributions.contribute(caller.reader, content, this.config.contributionQuota))
  }

  @Get('status/:id')
  @Access('contribute', 'Contribution')
  async status(@Caller() caller: SignedIn, @Res() reply: FastifyReply, @Param('id') id: string) {
    sendTaxii(reply, 200, await this.contributions.status(caller.reader, id))
  }

  @Get('collections/:collection/manifest')
  @Access('contribute', 'Contribution')
  async manifest(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @QueryString() query: Query,
  ) {
    requireInbox(id)
    sendPage(reply, await this.contributions.page(caller.reader, 'manifest', query), 'manifest')
  }

  @Get('collections/:collection/objects')
  @Access('contribute', 'Contribution')
  async objects(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @QueryString() query: Query,
  ) {
    requireInbox(id)
    sendPage(reply, await this.contributions.page(caller.reader, 'objects', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object')
  @Access('contribute', 'Contribution')
  async object(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    requireInbox(id)
    sendPage(reply, await this.contributions.object(caller.reader, object, 'object', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object/versions')
  @Access('contribute', 'Contribution')
  async versions(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    requireInbox(id)
    sendPage(reply, await this.contributions.object(caller.reader, object, 'versions', query), 'versions')
  }

  /** To delete is to withdraw; without `match[version]`, all versions. */
  @Delete('collections/:collection/objects/:object')
  @Access('contribute', 'Contribution')
  async remove(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    requireInbox(id)
    await this.contributions.withdraw(caller.reader, object, query)
    sendTaxii(reply, 200, new Uint8Array())
  }
}

function requireInbox(id: string): void {
  if (id !== INBOX.id && id !== INBOX.alias) throw notFound()
}
