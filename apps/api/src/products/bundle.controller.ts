import { Controller, Get, Param, Res } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import { EditionsService, type ReadingVerb } from '@noroshi/products'
import { STIX_MEDIA_TYPE } from '@noroshi/stix'
import type { FastifyReply } from 'fastify'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Downloads of an edition's STIX 2.1 bundle, byte for byte as it was signed. */
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

  async #send(caller: SignedIn, verb: ReadingVerb, id: string, reply: FastifyReply) {
    const { reference, bundle } = await this.editions.bundle(caller.reader, verb, id)
    void reply
      .header('content-type', STIX_MEDIA_TYPE)
      .header('content-disposition', `attachment; filename="${reference}.json"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(bundle)) // as text, Fastify would write the media type in its own way
  }
}
