import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { MembershipService, type SignedIn } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { Strategy } from 'passport-custom'
import { isForPrograms } from './program-paths.ts'
import { SessionCookie } from './session-cookie.ts'

/** The browser's session: a reference token in an HttpOnly cookie. */
@Injectable()
export class SessionStrategy extends PassportStrategy(Strategy, 'session') {
  constructor(
    private readonly membership: MembershipService,
    private readonly cookie: SessionCookie,
  ) {
    super()
  }

  async validate(request: FastifyRequest): Promise<SignedIn | null> {
    if (isForPrograms(request.url)) return null // a cookie comes by itself, from any page; these are for programs with keys
    const token = this.cookie.read(request)
    return token ? this.membership.readerOfSession(token, new Date()) : null
  }
}
