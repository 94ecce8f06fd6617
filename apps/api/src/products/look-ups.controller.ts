import { Controller, Get, Post, Query as QueryString, Req, Res, UseGuards } from '@nestjs/common'
import type { SignedIn } from '@noroshi/membership'
import { LookUpsService, SbomChecksService, valuesOfLines, type LookUpHit } from '@noroshi/products'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'
import { FeedsGuard } from '../feeds/feeds.guard.ts'
import { readLines, readSbomBody } from './look-up-lines.ts'
import { kindOf } from './look-ups.resolver.ts'

/** Where programs look up one value, up to a hundred thousand in one request, or the components of an SBOM. */
@Controller('lookups')
@UseGuards(FeedsGuard)
export class LookUpsController {
  constructor(
    private readonly lookUps: LookUpsService,
    private readonly sboms: SbomChecksService,
  ) {}

  @Get()
  @Access('read', 'Edition')
  async one(
    @Caller() caller: SignedIn,
    @Res() reply: FastifyReply,
    @QueryString('value') value: unknown,
    @QueryString('kind') kind: unknown,
  ) {
    // A parameter that comes twice is a list, and no value.
    const text = typeof value === 'string' ? value : ''
    const hits = await this.lookUps.one(caller.reader, text, kind === undefined ? null : kindOf(kind))
    void reply.header('cache-control', 'no-store').send({ hits })
  }

  /** Which components of an SBOM the editions that the caller may read say are vulnerable. Nothing of it is kept. */
  @Post('sbom')
  @Access('read', 'Edition')
  async sbom(@Caller() caller: SignedIn, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const check = await this.sboms.check(caller.reader, await readSbomBody(request))
    void reply.status(200).header('cache-control', 'no-store').send(check)
  }

  /** One value a line; one line for each that is known, or for every one with `all=true`, in the order of the question. */
  @Post()
  @Access('read', 'Edition')
  async many(
    @Caller() caller: SignedIn,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @QueryString('all') all: string | undefined,
  ) {
    const values = valuesOfLines(await readLines(request))
    const lines = Readable.from(linesOf(values, this.lookUps.many(caller.reader, values), all === 'true'), {
      objectMode: false,
      highWaterMark: 262_144,
    })
    void reply
      .status(200)
      .header('content-type', 'application/x-ndjson')
      .header('cache-control', 'no-store')
      .send(lines)
  }
}

/** Nothing is asked of the database before there is room for the answer; who hangs up ends it. */
async function* linesOf(
  values: readonly string[],
  batches: AsyncIterable<LookUpHit[][]>,
  all: boolean,
): AsyncGenerator<string> {
  let line = 0
  for await (const batch of batches) {
    let text = ''
    for (const hits of batch) {
      const value = values[line++]
      if (value !== '' && (all || hits.length > 0)) text += `${JSON.stringify({ line, value, hits })}\n`
    }
    if (text !== '') yield text
  }
}
