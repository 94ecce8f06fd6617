import { Controller, Get, Res } from '@nestjs/common'
import { Database } from '@noroshi/database'
import type { FastifyReply } from 'fastify'
import { Open } from '../door/access.ts'
import { DrainingService } from './draining.service.ts'

/** For supervisors: `live` never touches the database; `ready` is true only when requests can be served. Neither tells more. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly draining: DrainingService,
  ) {}

  @Get('live')
  @Open('supervisors ask before anybody signs in')
  live() {
    return { status: 'live' }
  }

  @Get('ready')
  @Open('supervisors ask before anybody signs in')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const ready = !this.draining.isLeaving && (await this.database.isReady())
    void reply.status(ready ? 200 : 503)
    return { status: ready ? 'ready' : 'not ready' }
  }
}
