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
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppModule } from './app.module.ts'
import { servesPeople, type ApiConfig } from './config.ts'
import { Admissions } from './delivery/admissions.ts'
import { ApiKeyStrategy } from './door/api-key.strategy.ts'
import { answerFrameworkErrors, sendError } from './door/error.filter.ts'
import { requireListedOperations } from './door/operations.ts'
import { keepLanes, LANES } from './door/lanes.ts'
import { BARE_POLICY, newNonce, PERMISSIONS, portalPolicy } from './door/page-policy.ts'
import { refuseNul } from './door/refuse-nul.ts'
import { requireKnownForms } from './door/request-forms.ts'
import { requireSameOrigin } from './door/same-origin.ts'
import { SessionCookie } from './door/session-cookie.ts'
import { acceptUploads } from './door/upload.ts'
import { DrainingService } from './health/draining.service.ts'
import { leaveLinesUnread } from './products/look-up-lines.ts'
import { boundAnswers, PUBLIC_ANSWERS } from './taxii/bounded-answers.ts'
import { isPublicTaxiiPath, isTaxiiPath, leaveTaxiiBodiesUnread, withoutLastSlash } from './taxii/taxii-door.ts'

/** After an answer that the hub cannot do it now. */
const AGAIN_AFTER_SECONDS = '1'
/** After one that somebody asks too often: what is counted is counted by the minute, but where an answer says otherwise itself. */
const LESS_OFTEN_AFTER_SECONDS = '60'
const LARGEST_JSON_BODY = 262_144
const LARGEST_UPLOAD = 104_857_600
/** The id of a STIX object: a type of 250 characters and a UUID. */
const LONGEST_PARAMETER = 300
/** Time to send a request whole, an upload from a slow line included. */
const LONGEST_REQUEST_MILLISECONDS = 300_000

/** What no address can mean is looked for where nothing is, and so is answered like everything that is not there. */
function placeOf({ url: sent = '/' }: { readonly url?: string }): string {
  const url = spelled(sent)
  if (isAddress(url)) return withoutLastSlash({ url })
  return isTaxiiPath(url) ? '/taxii2/-' : '/-'
}

/**
 * An address in the one spelling that everything behind this looks at: without a host before it (RFC 9112 §3.2.2), and letters and
 * digits as themselves (RFC 3986 §6.2.2.2). The router reads the others alike, so whoever asked the text would be led around.
 */
const spelled = (url: string): string => {
  const [path, ...query] = url.replace(/^https?:\/\/[^/?]*/i, '').split('?')
  return (
    [path.replace(/%([46][1-9a-f]|[57][0-9a]|3[0-9])/gi, character => decodeURIComponent(character)), ...query].join(
      '?',
    ) || '/'
  )
}

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
    rewriteUrl: placeOf,
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
  app.get(DrainingService).watch(fastify)
  await fastify.register(fastifyHelmet, headersOf(config)) // first, so that what is refused has them too
  requireSameOrigin(fastify, config.publicUrl)
  await fastify.register(fastifyCookie)
  leaveTaxiiBodiesUnread(fastify)
  leaveLinesUnread(fastify)
  boundAnswers(fastify, request => isPublicTaxiiPath(request.url), PUBLIC_ANSWERS)
  acceptUploads(fastify, { fieldBytes: LARGEST_JSON_BODY, fileBytes: LARGEST_UPLOAD })
  const cookie = servesPeople(config.tiers) ? app.get(SessionCookie) : null
  if (cookie !== null) app.get(Admissions).admitTickets(fastify)
  keepLanes(
    fastify,
    request =>
      isSupervisor(request.url) ? null : (request.headers.authorization ?? cookie?.read(request) ?? request.ip),
    LANES,
  )
  // After the upload parser, which makes a body out of a form.
  if (cookie !== null && config.operations !== 'ANY') {
    const keys = app.get(ApiKeyStrategy)
    requireListedOperations(
      fastify,
      config.operations,
      async request => cookie.read(request) === undefined && (await keys.validate(request)) !== null,
    )
  }
  requireKnownForms(fastify)
  refuseNul(fastify)
  // Nothing that depends on who asks is kept by anybody in between (L49); public pages and assets say otherwise themselves.
  fastify.addHook('onSend', async (_request, reply) => {
    if ([429, 503].includes(reply.statusCode) && !reply.hasHeader('retry-after'))
      void reply.header('retry-after', reply.statusCode === 503 ? AGAIN_AFTER_SECONDS : LESS_OFTEN_AFTER_SECONDS)
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    void reply.header('permissions-policy', PERMISSIONS)
  })
  if (config.portalDir) await servePortal(fastify, config.portalDir, config.publicUrl)
  app.enableShutdownHooks()
  fastify.addHook('onClose', () => database.close())
  return app
}

const isSupervisor = (url: string): boolean => url.startsWith('/health/')

function isAddress(url: string): boolean {
  try {
    decodeURI(url.split('?')[0])
    return true
  } catch {
    return false
  }
}

async function servePortal(fastify: FastifyInstance, portalDir: string, publicUrl: string | undefined): Promise<void> {
  const document = readFileSync(join(portalDir, 'index.html'), 'utf8')
  await fastify.register(fastifyStatic, {
    root: portalDir,
    index: false,
    wildcard: false,
    // The page itself goes out below, with its nonce; the list of operations names what only some may do.
    globIgnore: ['index.html', 'operations.json'],
    cacheControl: false,
    setHeaders: (response, path) =>
      void response.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store',
      ),
  })
  // The portal's own addresses: every page is the same document, which asks for its content. The build left a mark where
  // each answer has its own nonce (apps/portal/vite.config.ts).
  for (const page of [
    '/',
    '/sign-in',
    '/enrol',
    '/editions',
    '/editions/:id',
    '/look-up',
    '/own-contributions',
    '/consents',
    '/relay',
    '/store',
    '/store/*',
    '/imports',
    '/imports/*',
    '/extraction',
    '/sources',
    '/sources/*',
    '/contributions',
    '/expiring',
    '/cases',
    '/cases/*',
    '/alerts',
    '/after-reviews',
    '/contacts',
    '/reachability',
    '/duty',
    '/drills',
    '/products',
    '/products/*',
    '/inspection',
    '/inspection/:id',
    '/circles',
    '/organisations',
    '/organisations/*',
    '/account',
  ])
    fastify.get(page, (_request, reply) => {
      const nonce = newNonce()
      return reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', portalPolicy(nonce, publicUrl))
        .type('text/html; charset=utf-8')
        .send(document.replaceAll('__NONCE__', nonce))
    })
}

function headersOf(config: ApiConfig) {
  const https = config.publicUrl?.startsWith('https:') ?? false
  return {
    contentSecurityPolicy: { useDefaults: false, directives: BARE_POLICY },
    hsts: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: true,
  }
}
