import { Controller, Delete, Get, Param, Post, Query as QueryString, Res, UseGuards } from '@nestjs/common'
import { TaxiiService, type Query } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { collectionResource, markingsOf, rootResource, sendPage } from './taxii-answers.ts'
import { sendTaxii } from './taxii-door.ts'
import { notAllowed } from './taxii.errors.ts'
import { TaxiiGuard } from './taxii.guard.ts'

/** Where council members read what was released to them. */
@Controller('taxii2/council')
@UseGuards(TaxiiGuard)
export class CouncilController {
  constructor(private readonly taxii: TaxiiService) {}

  @Get()
  @Access('read', 'Edition')
  root(@Res() reply: FastifyReply) {
    sendTaxii(reply, 200, rootResource('council'))
  }

  @Get('markings')
  @Access('read', 'Edition')
  markings(@Caller() caller: SignedIn, @Res() reply: FastifyReply) {
    sendTaxii(reply, 200, markingsOf(caller.reader))
  }

  @Get('collections')
  @Access('read', 'Edition')
  async collections(@Caller() caller: SignedIn, @Res() reply: FastifyReply) {
    const collections = await this.taxii.collections(caller.reader, 'council')
    sendTaxii(reply, 200, { collections: collections.map(collectionResource) })
  }

  @Get('collections/:collection')
  @Access('read', 'Edition')
  async collection(@Caller() caller: SignedIn, @Res() reply: FastifyReply, @Param('collection') id: string) {
    sendTaxii(reply, 200, collectionResource(await this.taxii.collection(caller.reader, 'council', id)))
  }

  @Get('collections/:collection/manifest')
  @Access('read', 'Edition')
  async manifest(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.page(caller.reader, 'council', id, 'manifest', query), 'manifest')
  }

  @Get('collections/:collection/objects')
  @Access('read', 'Edition')
  async objects(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.page(caller.reader, 'council', id, 'objects', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object')
  @Access('read', 'Edition')
  async object(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.object(caller.reader, 'council', id, object, 'object', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object/versions')
  @Access('read', 'Edition')
  async versions(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.object(caller.reader, 'council', id, object, 'versions', query), 'versions')
  }

  /** What was released is changed by nobody, and by a recall alone. */
  @Post('collections/:collection/objects')
  @Access('read', 'Edition')
  async add(@Caller() caller: SignedIn, @Param('collection') id: string) {
    await this.taxii.collection(caller.reader, 'council', id)
    throw notAllowed()
  }

  @Delete('collections/:collection/objects/:object')
  @Access('read', 'Edition')
  async remove(@Caller() caller: SignedIn, @Param('collection') id: string) {
    await this.taxii.collection(caller.reader, 'council', id)
    throw notAllowed()
  }
}
