import { Inject, Injectable, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common'
import type { FastifyInstance } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { API_CONFIG } from '../door/tokens.ts'
import { FrontDoor } from './front-door.ts'

/** So long is a request waited for that is under way; the process ends within ten seconds. */
const LONGEST_FINISH_MS = 6_000
const LOOK_EVERY_MS = 20

/**
 * How a process leaves without anybody failing: it says that it is not ready, goes on answering for as long as those before it take to
 * notice (`HUB_DRAIN_SECONDS`), lets every connection end with its answer, and waits for what is under way.
 */
@Injectable()
export class DrainingService implements OnModuleDestroy, BeforeApplicationShutdown {
  #isLeaving = false
  #underWay = 0

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    private readonly door: FrontDoor,
  ) {}

  get isLeaving(): boolean {
    return this.#isLeaving
  }

  /** Counts requests, from when they come to when their answer has left or nobody waits for it. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (_request, reply) => {
      this.#underWay += 1
      reply.raw.once('close', () => (this.#underWay -= 1))
      if (this.#isLeaving) void reply.header('connection', 'close')
    })
  }

  async onModuleDestroy(): Promise<void> {
    this.#isLeaving = true
    await pause((this.config.drainSeconds ?? 0) * 1_000)
  }

  async beforeApplicationShutdown(): Promise<void> {
    const giveUpAt = performance.now() + LONGEST_FINISH_MS
    // Nobody new; what is under way has its own connection still.
    this.door.shut()
    while (this.#underWay > 0 && performance.now() < giveUpAt) await pause(LOOK_EVERY_MS)
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds))
