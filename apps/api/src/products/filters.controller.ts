import { Controller, Get, Req, Res, UseGuards } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { heldBy } from '../feeds/feed-answers.ts'
import { FeedsGuard } from '../feeds/feeds.guard.ts'
import { BUSY } from './filter-maker.ts'
import { FiltersService } from './filters.service.ts'

const AGAIN_AFTER_SECONDS = '10'

/** Where programs fetch what to look values up with at home, so that the hub is not told what they look for. */
@Controller('lookups/filter')
@UseGuards(FeedsGuard)
export class FiltersController {
  constructor(private readonly filters: FiltersService) {}

  @Get()
  @Access('read', 'Edition')
  async filter(@Caller() caller: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { file, etag } = await this.filters.filterOf(caller.reader).catch((error: unknown) => {
      if (error === BUSY) void reply.header('retry-after', AGAIN_AFTER_SECONDS)
      throw error
    })
    void reply.header('etag', etag).header('cache-control', 'no-store')
    if (heldBy(request)(etag)) return void reply.status(304).send()
    void reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', 'attachment; filename="noroshi.filter"')
      .header('x-content-type-options', 'nosniff')
      .send(file)
  }
}
