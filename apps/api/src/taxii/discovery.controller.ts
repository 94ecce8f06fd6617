import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { Open } from '../door/access.ts'
import type { HubRequest } from '../door/request.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { discoveryOf, rootsOf } from './taxii-answers.ts'
import { sendTaxii } from './taxii-door.ts'
import { credentialsNeeded } from './taxii.errors.ts'
import { TaxiiGuard } from './taxii.guard.ts'

@Controller('taxii2')
@UseGuards(TaxiiGuard)
export class DiscoveryController {
  constructor(@Inject(API_CONFIG) private readonly config: ApiConfig) {}

  @Get()
  @Open('tells each caller the API roots that they may use')
  discover(@Req() request: HubRequest, @Res() reply: FastifyReply) {
    const roots = rootsOf(request.user, this.config.tiers)
    if (!request.user && roots.length === 0) throw credentialsNeeded()
    sendTaxii(reply, 200, discoveryOf(request, this.config, roots))
  }
}
