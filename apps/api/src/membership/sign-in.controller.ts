import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common'
import { MembershipService, type NewSession } from '@noroshi/membership'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Open } from '../door/access.ts'
import { SignInGuard } from '../door/reader.guard.ts'
import { SessionCookie } from '../door/session-cookie.ts'

@Controller('auth')
export class SignInController {
  constructor(
    private readonly membership: MembershipService,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Open('this is where one signs in')
  @UseGuards(SignInGuard)
  signIn(@Req() request: FastifyRequest & { user: NewSession }, @Res({ passthrough: true }) reply: FastifyReply) {
    const { token, expiresAt, reader } = request.user
    this.cookie.write(reply, token, expiresAt)
    return { tier: reader.tier }
  }

  @Post('sign-out')
  @HttpCode(204)
  @Open('ends whatever session the cookie names, which harms nobody else')
  async signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const token = this.cookie.read(request)
    if (token) await this.membership.signOut(token, new Date())
    this.cookie.clear(reply)
    // The choice of language goes too: nothing of the reader stays behind (ASVS 14.3.1).
    void reply.header('clear-site-data', '"cache", "cookies", "storage"')
  }
}
