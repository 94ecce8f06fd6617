import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { MembershipService, type SignedIn } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { Strategy } from 'passport-custom'

/** `Authorization: Bearer <API key>`, from the header alone: a key in a URL or a body ends up in logs (L59). */
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
    const [, key] = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
    return key ? this.membership.readerOfApiKey(key, new Date()) : null
  }
}
