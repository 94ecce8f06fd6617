import { Controller, Get, Param, Res } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import { EditionsService, type ReadingVerb } from '@noroshi/products'
import { STIX_MEDIA_TYPE } from '@noroshi/stix'
import type { FastifyReply } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Downloads of an edition: its STIX 2.1 bundle, byte for byte as it was signed, and the MISP event that is made of it. */
@Controller()
export class BundleController {
  constructor(private readonly editions: EditionsService) {}

  @Get('editions/:id/bundle')
  @Access('read', 'Edition')
  async bundle(@Caller() caller: SignedIn, @Param('id') id: string, @Res() reply: FastifyReply) {
    return this.#send(caller, 'read', id, reply)
  }

  @Get('inspection/editions/:id/bundle')
  @Access('read', 'Inspection')
  async inspected(@Caller() caller: SignedIn, @Param('id') id: string, @Res() reply: FastifyReply) {
    return this.#send(caller, 'inspect', id, reply)
  }

  @Get('editions/:id/misp')
  @Access('read', 'Edition')
  async misp(@Caller() caller: SignedIn, @Param('id') id: string, @Res() reply: FastifyReply) {
    const { reference, event } = await this.editions.misp(caller.reader, 'read', id)
    void reply
      .header('content-disposition', `attachment; filename="${reference}.misp.json"`)
      .header('cache-control', 'no-store')
      .send({ Event: event })
  }

  /** What the edition says and its MISP event does not. */
  @Get('editions/:id/misp-losses')
  @Access('read', 'Edition')
  async mispLosses(@Caller() caller: SignedIn, @Param('id') id: string, @Res() reply: FastifyReply) {
    const { losses } = await this.editions.misp(caller.reader, 'read', id)
    void reply.header('cache-control', 'no-store').send({ losses })
  }

  async #send(caller: SignedIn, verb: ReadingVerb, id: string, reply: FastifyReply) {
    const { reference, bundle } = await this.editions.bundle(caller.reader, verb, id)
    void reply
      .header('content-type', STIX_MEDIA_TYPE)
      .header('content-disposition', `attachment; filename="${reference}.json"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(bundle)) // as text, Fastify would write the media type in its own way
  }
}
