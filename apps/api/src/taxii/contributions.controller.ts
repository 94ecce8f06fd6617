import { Controller, Delete, Get, Inject, Param, Post, Req, Res, UseGuards } from '@nestjs/common'
import { ContributionsService, INBOX, MOST_CONTENT_BYTES } from '@noroshi/delivery'
import { notFound } from '@noroshi/errors'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { inboxResource, rootResource } from './taxii-answers.ts'
import { readContent, sendTaxii } from './taxii-door.ts'
import { notAllowed } from './taxii.errors.ts'
import { TaxiiGuard } from './taxii.guard.ts'

/** Where organisations send what they know to the council. Nothing can be read from here but the status of a request. */
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
  manifest(@Param('collection') id: string) {
    refuse(id)
  }

  @Get('collections/:collection/objects')
  @Access('contribute', 'Contribution')
  objects(@Param('collection') id: string) {
    refuse(id)
  }

  @Get('collections/:collection/objects/:object')
  @Access('contribute', 'Contribution')
  object(@Param('collection') id: string) {
    refuse(id)
  }

  @Get('collections/:collection/objects/:object/versions')
  @Access('contribute', 'Contribution')
  versions(@Param('collection') id: string) {
    refuse(id)
  }

  @Delete('collections/:collection/objects/:object')
  @Access('contribute', 'Contribution')
  remove(@Param('collection') id: string) {
    refuse(id)
  }
}

function requireInbox(id: string): void {
  if (id !== INBOX.id && id !== INBOX.alias) throw notFound()
}

/** What was sent is not read from here, nor taken back. */
function refuse(id: string): never {
  requireInbox(id)
  throw notAllowed()
}
