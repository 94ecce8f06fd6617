/**
 * The worker runs the outbox: it wakes on news (or every 250 ms), dispatches what is due, and goes back to sleep. Any number
 * may run; each outbox row is taken by one. It holds the login `hub_worker`, which sees whom to tell and not what was said.
 */
import { Logger, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Database, NewsListener } from '@noroshi/database'
import { DispatcherService, DispatchModule } from '@noroshi/delivery'
import { MembershipModule } from '@noroshi/membership'
import { Logger as PinoLogger, LoggerModule } from 'nestjs-pino'
import { createServer } from 'node:http'
import type { WorkerConfig } from './config.ts'

@Module({})
class SourcesModule {
  static holding(database: Database): DynamicModule {
    return {
      module: SourcesModule,
      global: true,
      providers: [{ provide: Database, useValue: database }],
      exports: [Database],
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
        SourcesModule.holding(database),
        MembershipModule.forRoot(),
        DispatchModule,
      ],
    }
  }
}

/** Starts working; `close()` finishes the row at hand and stops. */
export async function startWorker(config: WorkerConfig): Promise<INestApplicationContext> {
  const database = await Database.open(config.database)
  const app = await NestFactory.createApplicationContext(WorkerModule.on(database, config), {
    bufferLogs: true,
    abortOnError: false,
  })
  app.useLogger(app.get(PinoLogger))
  const log = new Logger('worker')
  const dispatcher = app.get(DispatcherService)
  const news = new NewsListener(
    config.database,
    'hub_worker',
    config.database.passwords.hub_worker,
    ['hub_outbox'],
    async () => {
      try {
        const done = await dispatcher.dispatchDue()
        if (done > 0) log.log({ dispatched: done }, 'outbox')
      } catch (error) {
        log.warn(
          { code: error instanceof Error && 'code' in error ? error.code : undefined },
          'dispatching failed; it will be repeated',
        )
      }
    },
  )
  await news.start()
  const health = config.healthPort === undefined ? undefined : serveHealth(database, config.healthPort)
  const close = app.close.bind(app)
  app.close = async () => {
    health?.close()
    await news.stop()
    await close()
    await database.close()
  }
  return app
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
