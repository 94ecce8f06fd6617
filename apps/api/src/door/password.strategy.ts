import { Injectable } from '@nestjs/common'
import { PassportStrategy } from '@nestjs/passport'
import { parseInput } from '@noroshi/errors'
import { MembershipService, type NewSession } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { Strategy } from 'passport-local'
import { z } from 'zod'
import { SignInLimits } from './sign-in-limits.ts'

const attempt = z.strictObject({
  email: z.string().max(320),
  password: z.string().max(1_000),
  totp: z
    .string()
    .max(20)
    .nullish()
    .transform(code => code ?? null),
})

/** E-mail, password and, for government and members, a one-time code. */
@Injectable()
export class PasswordStrategy extends PassportStrategy(Strategy, 'password') {
  constructor(
    private readonly membership: MembershipService,
    private readonly limits: SignInLimits,
  ) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true, session: false })
  }

  async validate(request: FastifyRequest): Promise<NewSession> {
    const given = parseInput(attempt, request.body)
    await this.limits.spend(request.ip, given.email)
    return this.membership.signIn(given, new Date())
  }
}
