import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import { csafVersionOf, EditionsService, HUB_PUBLISHER, type ReadingVerb } from '@noroshi/products'
import { STIX_MEDIA_TYPE } from '@noroshi/stix'
import type { FastifyReply } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { sendCsaf } from './csaf-answers.ts'

/** Downloads of an edition: its STIX 2.1 bundle, byte for byte as it was signed, and the MISP event and the CSAF document that are made of it. */
@Controller()
export class BundleController {
  constructor(
    private readonly editions: EditionsService,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

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

  @Get('editions/:id/csaf')
  @Access('read', 'Edition')
  async csaf(
    @Caller() caller: SignedIn,
    @Param('id') id: string,
    @Query('version') version: unknown,
    @Res() reply: FastifyReply,
  ) {
    sendCsaf(reply.header('cache-control', 'no-store'), await this.#csaf(caller, id, version))
  }

  /** What the edition says and its CSAF document does not. */
  @Get('editions/:id/csaf-losses')
  @Access('read', 'Edition')
  async csafLosses(
    @Caller() caller: SignedIn,
    @Param('id') id: string,
    @Query('version') version: unknown,
    @Res() reply: FastifyReply,
  ) {
    const { losses } = await this.#csaf(caller, id, version)
    void reply.header('cache-control', 'no-store').send({ losses })
  }

  #csaf({ reader }: SignedIn, id: string, version: unknown) {
    const { publisher = HUB_PUBLISHER } = this.config
    return this.editions.csaf(reader, 'read', id, publisher, csafVersionOf(version))
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
