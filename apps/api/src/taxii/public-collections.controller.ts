import { Controller, Delete, Get, Param, Post, Query as QueryString, Res, UseGuards } from '@nestjs/common'
import { publicReader } from '@noroshi/clearance'
import { TaxiiService, type Query } from '@noroshi/delivery'
import type { FastifyReply } from 'fastify'
import { Open } from '../door/access.ts'
import { collectionResource, markingsOf, rootResource, sendPage } from './taxii-answers.ts'
import { sendTaxii } from './taxii-door.ts'
import { notAllowed } from './taxii.errors.ts'
import { TaxiiGuard } from './taxii.guard.ts'

const WHY = 'serves what was released to the public, read by the login of the public tier'

/** Where anybody reads the notices that were released to the public, by the login of the public tier. */
@Controller('taxii2/public')
@UseGuards(TaxiiGuard)
export class PublicCollectionsController {
  constructor(private readonly taxii: TaxiiService) {}

  @Get()
  @Open(WHY)
  root(@Res() reply: FastifyReply) {
    sendTaxii(reply, 200, rootResource('public'))
  }

  @Get('markings')
  @Open(WHY)
  markings(@Res() reply: FastifyReply) {
    sendTaxii(reply, 200, markingsOf(publicReader()))
  }

  @Get('collections')
  @Open(WHY)
  async collections(@Res() reply: FastifyReply) {
    const collections = await this.taxii.collections(publicReader(), 'public')
    sendTaxii(reply, 200, { collections: collections.map(collectionResource) })
  }

  @Get('collections/:collection')
  @Open(WHY)
  async collection(@Res() reply: FastifyReply, @Param('collection') id: string) {
    sendTaxii(reply, 200, collectionResource(await this.taxii.collection(publicReader(), 'public', id)))
  }

  @Get('collections/:collection/manifest')
  @Open(WHY)
  async manifest(@Res() reply: FastifyReply, @Param('collection') id: string, @QueryString() query: Query) {
    sendPage(reply, await this.taxii.page(publicReader(), 'public', id, 'manifest', query), 'manifest')
  }

  @Get('collections/:collection/objects')
  @Open(WHY)
  async objects(@Res() reply: FastifyReply, @Param('collection') id: string, @QueryString() query: Query) {
    sendPage(reply, await this.taxii.page(publicReader(), 'public', id, 'objects', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object')
  @Open(WHY)
  async object(
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.object(publicReader(), 'public', id, object, 'object', query), 'envelope')
  }

  @Get('collections/:collection/objects/:object/versions')
  @Open(WHY)
  async versions(
    @Res() reply: FastifyReply,
    @Param('collection') id: string,
    @Param('object') object: string,
    @QueryString() query: Query,
  ) {
    sendPage(reply, await this.taxii.object(publicReader(), 'public', id, object, 'versions', query), 'versions')
  }

  /** What was released is changed by nobody, and by a recall alone. */
  @Post('collections/:collection/objects')
  @Open(WHY)
  async add(@Param('collection') id: string) {
    await this.taxii.collection(publicReader(), 'public', id)
    throw notAllowed()
  }

  @Delete('collections/:collection/objects/:object')
  @Open(WHY)
  async remove(@Param('collection') id: string) {
    await this.taxii.collection(publicReader(), 'public', id)
    throw notAllowed()
  }
}
