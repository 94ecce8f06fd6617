import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { MembershipService, type SignedIn } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { Strategy } from 'passport-custom'

/** `Authorization: Bearer <API key>`, from the header alone: a key in a URL or a body ends up in logs (L59). */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(Strategy, 'api-key') {
  constructor(private readonly membership: MembershipService) {
    super()
  }

  async validate(request: FastifyRequest): Promise<SignedIn | null> {
    const [, key] = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
    return key ? this.membership.readerOfApiKey(key, new Date()) : null
  }
}
