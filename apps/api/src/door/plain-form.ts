import type { FastifyRequest } from 'fastify'

/**
 * The one form that a browser sends without a script: whoever is downstream of an intermediary acknowledges with it. It needs no cookie,
 * and what it changes only the token in it can, so a page elsewhere gains nothing by sending it; all the same it must come from our own.
 */
export const isPlainForm = ({ routeOptions: { url } }: FastifyRequest): boolean => url === '/relayed'

export const PLAIN_FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i
