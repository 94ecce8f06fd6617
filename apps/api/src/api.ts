import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { Database } from '@noroshi/database'
import { membershipEntities } from '@noroshi/membership'
import type { FastifyInstance } from 'fastify'
import { Logger } from 'nestjs-pino'
import { randomUUID } from 'node:crypto'
import { AppModule } from './app.module.ts'
import type { ApiConfig } from './config.ts'
import { answerFrameworkErrors, sendError } from './door/error.filter.ts'
import { refuseNul } from './door/refuse-nul.ts'
import { requireKnownForms } from './door/request-forms.ts'
import { requireSameOrigin } from './door/same-origin.ts'
import { acceptUploads } from './door/upload.ts'
import { leaveTaxiiBodiesUnread, withoutLastSlash } from './taxii/taxii-door.ts'

const LARGEST_JSON_BODY = 262_144
const LARGEST_UPLOAD = 104_857_600
/** The id of a STIX object: a type of 250 characters and a UUID. */
const LONGEST_PARAMETER = 300
/** Time to send a request whole, an upload from a slow line included. */
const LONGEST_REQUEST_MILLISECONDS = 300_000

/** Builds the application that serves the configured tiers; the caller makes it listen. */
export async function createApi(config: ApiConfig): Promise<NestFastifyApplication> {
  const database = await Database.open(config.database, membershipEntities)
  const adapter = new FastifyAdapter({
    bodyLimit: LARGEST_JSON_BODY,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    requestTimeout: LONGEST_REQUEST_MILLISECONDS,
    frameworkErrors: sendError,
    rewriteUrl: withoutLastSlash,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    logger: false,
  })
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.serving(config, database), adapter, {
    bufferLogs: true,
    abortOnError: false,
  })
  app.useLogger(app.get(Logger))
  const fastify: FastifyInstance = adapter.getInstance()
  answerFrameworkErrors(fastify)
  requireSameOrigin(fastify, config.publicUrl)
  await fastify.register(fastifyCookie)
  await fastify.register(fastifyHelmet, headersOf(config))
  leaveTaxiiBodiesUnread(fastify)
  acceptUploads(fastify, { fieldBytes: LARGEST_JSON_BODY, fileBytes: LARGEST_UPLOAD })
  // After the upload parser, which makes a body out of a form.
  requireKnownForms(fastify)
  refuseNul(fastify)
  // Nothing that depends on who asks is kept by anybody in between (L49); public pages and assets say otherwise themselves.
  fastify.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
  if (config.portalDir) await servePortal(fastify, config.portalDir)
  app.enableShutdownHooks()
  fastify.addHook('onClose', () => database.close())
  return app
}

async function servePortal(fastify: FastifyInstance, portalDir: string): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: portalDir,
    index: false,
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) =>
      void response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      ),
  })
  // The portal's own addresses: every page is the same document, which asks for its content.
  for (const page of [
    '/',
    '/sign-in',
    '/enrol',
    '/editions',
    '/editions/:id',
    '/store',
    '/store/*',
    '/imports',
    '/imports/*',
    '/products',
    '/products/*',
    '/inspection',
    '/inspection/:id',
    '/organisations',
    '/organisations/*',
    '/account',
  ])
    fastify.get(page, (_request, reply) => reply.header('cache-control', 'no-store').sendFile('index.html'))
}

function headersOf(config: ApiConfig) {
  const https = config.publicUrl?.startsWith('https:') ?? false
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...(config.publicUrl ? [config.publicUrl.replace(/^http/, 'ws')] : ['ws:', 'wss:'])],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    hsts: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: true,
  }
}
