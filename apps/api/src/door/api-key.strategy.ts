import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { MembershipService, type SignedIn } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { Strategy } from 'passport-custom'
import { isForPrograms } from './program-paths.ts'

/**
 * `Authorization: Bearer <API key>`, from the header alone: a key in a URL or a body ends up in logs (L59). TAXII and MISP clients and
 * tools that fetch feeds know HTTP Basic better: there the key may come as the password of any user name.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  /** Who came with each request: it is asked before a query is parsed and at each of its fields, and looked up once. */
  readonly #readers = new WeakMap<FastifyRequest, Promise<SignedIn | null>>()

  constructor(private readonly membership: MembershipService) {
    super()
  }

  async validate(request: FastifyRequest): Promise<SignedIn | null> {
    const reader = this.#readers.get(request) ?? this.#readerOf(request)
    this.#readers.set(request, reader)
    return reader
  }

  async #readerOf(request: FastifyRequest): Promise<SignedIn | null> {
    const [, bearer] = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
    const key = bearer ?? (isForPrograms(request.url) ? passwordOf(request.headers.authorization ?? '') : undefined)
    return key ? this.membership.readerOfApiKey(key, new Date()) : null
  }
}

/** The password of HTTP Basic (RFC 7617), when it has the form of a key. */
function passwordOf(authorization: string): string | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(authorization) ?? []
  return /^[^:]*:([A-Za-z0-9_-]{1,200})$/.exec(Buffer.from(encoded ?? '', 'base64').toString('latin1'))?.[1]
}
