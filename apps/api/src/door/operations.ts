/**
 * What browsers may ask (GQ-1). A session is what gets stolen or ridden, so a request that carries its cookie, and a
 * request that carries nothing, is answered only for the operations on the portal's list, by the SHA-256 of their exact
 * text. Programs come with an API key and no cookie, and write their own questions within `graphql-limits.ts`.
 *
 * The text itself is hashed, whatever hash or name was sent along: what was compared is what runs. Decided before
 * anything is parsed, in this one place.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HubError } from '@noroshi/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

/** SHA-256 of an operation's text, in hexadecimal, to its name; null when it has none. */
export type Operations = ReadonlyMap<string, string | null>

/** Besides the portal's: what docs/verify.md tells everybody to ask, with or without an account. */
const FOR_EVERYBODY = '{ signingKeys { keyId publicKey } }'

const list = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string().regex(/^\w+$/))

// One constant answer: it says nothing of what was asked, and what to do about it to either of those who may get it.
const NOT_LISTED = new HubError(
  'INVALID_INPUT',
  'OPERATION',
  'Browsers are answered what this version of the portal asks, and nothing else: reload the page. Programs come with a valid API key and without a cookie.',
  undefined,
  'ブラウザーには、このバージョンのポータルが使う操作だけを受け付けます。画面を再読み込みしてください。プログラムからは、Cookie を付けず、有効な API キーで接続してください。',
)

/** Reads the list that the portal's build wrote. @throws when it is not there or not such a list */
export function readOperations(portalDir: string): Operations {
  const operations = Object.entries(list.parse(JSON.parse(readFileSync(join(portalDir, 'operations.json'), 'utf8'))))
  if (operations.length === 0) throw new Error('The list of operations is empty.')
  return new Map(operations)
}

/**
 * Refuses everybody but programs what is not on the list. Stands behind the upload parser, which makes a body out of a form.
 * `isProgram` says whether a request comes with a good API key and without a session's cookie.
 */
export function requireListedOperations(
  fastify: FastifyInstance,
  operations: Operations,
  isProgram: (request: FastifyRequest) => Promise<boolean>,
): void {
  const listed: Operations = new Map([...operations, [digestOf(FOR_EVERYBODY), null]])
  fastify.addHook('preValidation', async request => {
    if (request.routeOptions.url !== '/graphql' || isListed(listed, request.body)) return
    if (!(await isProgram(request))) throw NOT_LISTED
  })
}

function isListed(listed: Operations, body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') return false
  const name = listed.get(digestOf(body.query))
  if (name === undefined) return false
  const asked = 'operationName' in body ? (body.operationName ?? null) : null
  return asked === null || asked === name
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')
