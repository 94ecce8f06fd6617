import { HubError, notFound } from '@noroshi/errors'
import type { FastifyInstance } from 'fastify'
import { isLookUpPath, isPlainText, isSbomPath, isSbomType } from '../products/look-up-lines.ts'
import { isTaxiiPath } from '../taxii/taxii-door.ts'
import { isPlainForm, PLAIN_FORM_TYPE } from './plain-form.ts'

const GRAPHQL = '/graphql'
const HOST = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i
const TAKEN = /^application\/json\s*(;|$)/i
const TAKEN_BY_GRAPHQL = /^(application\/json|multipart\/form-data)\s*(;|$)/i

const unreadable = (reason: string, message: string, messageJa: string) =>
  new HubError('INVALID_INPUT', reason, message, undefined, messageJa)

/**
 * The few forms in which a request may come (WB-2, GQ-5). GraphQL is asked by POST alone, so that reading an address
 * never runs a query. Bodies are JSON, which a page elsewhere cannot send without asking first; only an upload is a form,
 * and with a cookie it needs our header besides. One host is named, as a host is written: addresses of feeds are made of it.
 */
export function requireKnownForms(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const hosts = request.raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    const { host } = request.headers
    if (hosts.length > 1 || (host !== undefined && !HOST.test(host))) {
      void reply.header('connection', 'close')
      throw unreadable('HOST', 'Name one host.', 'ホストを一つだけ指定してください。')
    }
    const graphql = request.routeOptions.url === GRAPHQL
    if (graphql && request.method !== 'POST') throw notFound()
    const type = request.headers['content-type']
    if (isTaxiiPath(request.url)) return // which has media types and an order of its own
    if (isSbomPath(request.url)) {
      if (type === undefined || isSbomType(type)) return
      throw unreadable(
        'CONTENT_TYPE',
        'Send application/vnd.cyclonedx+json or application/spdx+json.',
        'application/vnd.cyclonedx+json または application/spdx+json で送信してください。',
      )
    }
    if (isLookUpPath(request.url)) {
      if (type === undefined || isPlainText(type)) return
      throw unreadable(
        'CONTENT_TYPE',
        'Send text/plain, one value a line.',
        '値を 1 行に 1 件、text/plain で送信してください。',
      )
    }
    if (isPlainForm(request)) {
      if (type === undefined || PLAIN_FORM_TYPE.test(type)) return
      throw unreadable(
        'CONTENT_TYPE',
        'Send application/x-www-form-urlencoded.',
        'application/x-www-form-urlencoded で送信してください。',
      )
    }
    if (type !== undefined && !(graphql ? TAKEN_BY_GRAPHQL : TAKEN).test(type))
      throw unreadable('CONTENT_TYPE', 'Send application/json.', 'application/json で送信してください。')
  })
  fastify.addHook('preValidation', async request => {
    if (request.routeOptions.url !== GRAPHQL) return
    const { body } = request
    const one = typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string'
    if (!one) throw unreadable('QUERY', 'Send one query at a time.', 'クエリを一つだけ、文字列で送信してください。')
  })
}
