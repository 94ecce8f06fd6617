import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common'
import { parseInput } from '@noroshi/errors'
import { MembershipService, type EnrolmentOffer } from '@noroshi/membership'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Open } from '../door/access.ts'
import { SignInLimits } from '../door/sign-in-limits.ts'

const token = z.string().max(200)
const offer = z.strictObject({ token })
const attempt = z.strictObject({
  token,
  password: z.string().max(1_000),
  totpSecret: z.string().max(100).nullish(),
  totp: z.string().max(20).nullish(),
})

/** Where invited people set their password and pair their authenticator (AU-13); the token comes in the body, never in an address. */
@Controller('auth')
export class EnrolmentController {
  constructor(
    private readonly membership: MembershipService,
    private readonly limits: SignInLimits,
  ) {}

  @Post('enrolment')
  @HttpCode(200)
  @Open('whoever enrols has nothing to sign in with yet; only the holder of an open token learns anything')
  async offer(@Req() request: FastifyRequest, @Body() body: unknown): Promise<EnrolmentOffer> {
    const given = parseInput(offer, body)
    await this.limits.spend(request.ip, given.token)
    return this.membership.offerEnrolment(given.token, new Date())
  }

  @Post('enrol')
  @HttpCode(204)
  @Open('whoever enrols has nothing to sign in with yet; only the holder of an open token changes anything')
  async enrol(@Req() request: FastifyRequest, @Body() body: unknown): Promise<void> {
    const given = parseInput(attempt, body)
    await this.limits.spend(request.ip, given.token)
    await this.membership.enrol(given, new Date())
  }
}
