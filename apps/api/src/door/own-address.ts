import type { FastifyRequest } from 'fastify'
import type { ApiConfig } from '../config.ts'

/** The hub's own address for links that leave it: as it is configured, else as the caller reached it. Without a `/` at its end. */
export const ownAddress = (request: FastifyRequest, { publicUrl }: Pick<ApiConfig, 'publicUrl'>): string =>
  publicUrl ?? `http://${request.headers.host ?? '127.0.0.1'}`
