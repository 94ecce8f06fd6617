/**
 * The worker runs the outbox: it wakes on news (or every 250 ms), dispatches what is due, and goes back to sleep. Any number
 * may run; each outbox row is taken by one. It holds the login `hub_worker`, which sees whom to tell and not what was said.
 * Beside that it pulls sources that are due, a few at once, so that a slow server keeps back nobody but itself.
 */
import { Logger, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Database, Loop, NewsListener } from '@noroshi/database'
import {
  AnswerRoundsService,
  DeliverySettings,
  DispatcherService,
  DispatchModule,
  HandingOverService,
  readSigningKey,
  readSmimeSigner,
  ReachReviewService,
  RelaySenderService,
  ReportTalliesService,
  SenderService,
  UpkeepService,
} from '@noroshi/delivery'
import { PullRunnerService, PullSettings, StoreDoor } from '@noroshi/intake'
import { MembershipModule } from '@noroshi/membership'
import { StixStoreService } from '@noroshi/products'
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino'
import { createServer } from 'node:http'
import type { WorkerConfig } from './config.ts'

@Module({})
class SourcesModule {
  static holding(database: Database, delivery: DeliverySettings): DynamicModule {
    return {
      module: SourcesModule,
      global: true,
      providers: [
        { provide: Database, useValue: database },
        { provide: DeliverySettings, useValue: delivery },
      ],
      exports: [Database, DeliverySettings],
    }
  }
}

@Module({})
class WorkerModule {
  static on(database: Database, config: WorkerConfig): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { level: config.logLevel, serializers: { err: withoutWords } } }),
        SourcesModule.holding(database, config.delivery ?? NO_CHANNELS),
        MembershipModule.forRoot(contactsOf(config)),
        DispatchModule,
      ],
      providers: [
        StixStoreService,
        { provide: StoreDoor, useExisting: StixStoreService },
        { provide: PullSettings, useValue: Object.assign(new Pulls(), config.pulls) },
        PullRunnerService,
      ],
    }
  }
}

const contactsOf = ({ contactsGoodForDays }: WorkerConfig) =>
  contactsGoodForDays === undefined ? {} : { contactsGoodForDays }

const NO_CHANNELS: DeliverySettings = { portal: '', mail: null }

class Pulls extends PullSettings {
  readonly policy = {}
  readonly privateKeyPem = undefined
}

const PULLS_AT_ONCE = 4
const PULLS_POLL_MILLISECONDS = 1_000
const ROUNDS_POLL_MILLISECONDS = 5_000
const SENDING_POLL_MILLISECONDS = 1_000
const UPKEEP_POLL_SECONDS = 900

/** Starts working; `close()` finishes the row at hand and stops. */
export async function startWorker(config: WorkerConfig): Promise<INestApplicationContext> {
  // A wrong setting stops the process, before anything is sent without it.
  const { signingKey, smime } = config.delivery?.mail ?? {}
  if (signingKey) await readSigningKey(signingKey)
  if (smime) readSmimeSigner(smime.keyPem, smime.certificatePem, new Date())
  const database = await Database.open(config.database)
  const app = await NestFactory.createApplicationContext(WorkerModule.on(database, config), {
    bufferLogs: true,
    abortOnError: false,
  })
  app.useLogger(app.get(PinoLogger))
  const log = new Logger('worker')
  const dispatcher = app.get(DispatcherService)
  const tallies = app.get(ReportTalliesService)
  const relays = app.get(RelaySenderService)
  const news = new NewsListener(
    config.database,
    'hub_worker',
    config.database.passwords.hub_worker,
    ['hub_outbox'],
    async () => {
      await attempt(log, 'dispatching', async () => {
        const done = await dispatcher.dispatchDue()
        if (done > 0) log.log({ dispatched: done }, 'outbox')
        if (done > 0) await relays.passDue()
      })
      await attempt(log, 'counting reports', () => tallies.tallyDue())
    },
  )
  await news.start()
  const sender = app.get(SenderService)
  sender.listen()
  // One loop for each channel: a slow one keeps back none of the others.
  const sending = sender.channels.map(
    channel => new Loop(() => attempt(log, `sending by ${channel}`, () => sender.sendDue(channel))),
  )
  if (sending.length > 0) sending.push(new Loop(() => attempt(log, 'sending relays', () => relays.sendDue())))
  if (sending.length > 0) sending.push(new Loop(() => attempt(log, 'trying endpoints', () => sender.tryDue())))
  const sendingNews = new NewsListener(
    config.database,
    'hub_worker',
    config.database.passwords.hub_worker,
    ['hub_inbox'],
    async () => {
      sender.wake()
      relays.wake()
      for (const loop of sending) loop.wake()
    },
    SENDING_POLL_MILLISECONDS,
  )
  if (sending.length > 0) await sendingNews.start()
  const pulls = new PullLoops(app.get(PullRunnerService), log)
  const pullNews = new NewsListener(
    config.database,
    'hub_worker',
    config.database.passwords.hub_worker,
    ['hub_outbox'],
    async () => pulls.wake(),
    PULLS_POLL_MILLISECONDS,
  )
  await pullNews.start()
  const rounds = app.get(AnswerRoundsService)
  const reach = app.get(ReachReviewService)
  const handovers = app.get(HandingOverService)
  const waiting = new Loop(async () => {
    await attempt(log, 'handing over', () => handovers.runDue())
    await attempt(log, 'reminding', () => rounds.runDue())
    await attempt(log, 'reviewing whom an emergency would reach', () => reach.reviewDue())
    await attempt(log, 'passing on', () => relays.passDue())
    await attempt(log, 'forgetting tokens', () => relays.forgetTokens())
  })
  const upkeep = app.get(UpkeepService)
  const asking = new Loop(async () => {
    await attempt(log, 'looking what is to be mended', () => upkeep.look())
    await attempt(log, 'asking to mend it', () => upkeep.sendDue())
  })
  const everyWhile = setInterval(() => waiting.wake(), ROUNDS_POLL_MILLISECONDS)
  const everyFewMinutes = setInterval(() => asking.wake(), (config.upkeepPollSeconds ?? UPKEEP_POLL_SECONDS) * 1_000)
  const health = config.healthPort === undefined ? undefined : serveHealth(database, config.healthPort)
  const close = app.close.bind(app)
  app.close = async () => {
    health?.close()
    clearInterval(everyWhile)
    clearInterval(everyFewMinutes)
    await Promise.all([waiting.stop(), asking.stop()])
    await Promise.all([news.stop(), pullNews.stop(), ...(sending.length > 0 ? [sendingNews.stop()] : [])])
    await Promise.all(sending.map(loop => loop.stop()))
    await attempt(log, 'settling', async () => {
      await sender.settleRest()
      await upkeep.settleRest()
    })
    sender.close()
    upkeep.close()
    relays.close()
    await pulls.stop()
    await close()
    await database.close()
  }
  return app
}

/** As many pulls at once as are allowed; each loop goes on as long as something is due. */
class PullLoops {
  readonly #running = new Set<Promise<void>>()

  constructor(
    private readonly runner: PullRunnerService,
    private readonly log: Logger,
  ) {}

  wake(): void {
    if (this.#running.size >= PULLS_AT_ONCE) return
    const loop = this.#pullAll().finally(() => this.#running.delete(loop))
    this.#running.add(loop)
  }

  async stop(): Promise<void> {
    this.runner.stop()
    await Promise.all(this.#running)
  }

  async #pullAll(): Promise<void> {
    await attempt(this.log, 'pulling', async () => {
      while (await this.runner.pullNext());
    })
  }
}

/** Does what will be done again, whatever becomes of it now. */
async function attempt(log: Logger, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.warn(
      { code: error instanceof Error && 'code' in error ? error.code : undefined },
      `${what} failed; it will be repeated`,
    )
  }
}

/** What went wrong and where, without the message, which may quote data. */
function withoutWords(error: { name?: string; code?: unknown; stack?: string }) {
  const frames = (error.stack ?? '').split('\n').filter(line => line.trimStart().startsWith('at '))
  return { type: error.name, code: error.code, stack: frames.slice(0, 8).join('\n') }
}

function serveHealth(database: Database, port: number) {
  return createServer((request, response) => {
    const answer = (ready: boolean) =>
      response
        .writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: ready ? 'ready' : 'not ready' }))
    if (request.url === '/health/live') answer(true)
    else if (request.url === '/health/ready') void database.isReady().then(answer)
    else response.writeHead(404).end()
  }).listen(port, '127.0.0.1')
}
