import { Controller, Get, Param, Res } from '@nestjs/common'
import { notFound } from '@noroshi/errors'
import type { SignedIn } from '@noroshi/membership'
import { EditionsService, huntFileName, type Edition } from '@noroshi/products'
import type { FastifyReply } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The queries of an edition's hunt as files, for the tools that run them. */
@Controller()
export class HuntsController {
  constructor(private readonly editions: EditionsService) {}

  @Get('editions/:id/hunt/:place')
  @Access('read', 'Edition')
  async query(
    @Caller() caller: SignedIn,
    @Param('id') id: string,
    @Param('place') place: string,
    @Res() reply: FastifyReply,
  ) {
    const edition = await this.editions.find(caller.reader, 'read', id)
    sendQuery(reply.header('cache-control', 'no-store'), edition, place)
  }
}

/** @param place from 1, as a path says it. @throws HubError NOT_FOUND */
export function sendQuery(reply: FastifyReply, { reference, hunt }: Edition, place: string): void {
  const index = /^[1-9]\d{0,2}$/.test(place) ? Number(place) - 1 : -1
  const query = hunt?.queries.at(index)
  if (index < 0 || query === undefined) throw notFound()
  void reply
    .header('content-type', 'text/plain; charset=utf-8')
    .header('content-disposition', `attachment; filename="${huntFileName(reference, index, query.language)}"`)
    .send(Buffer.from(`${query.text}\n`))
}
