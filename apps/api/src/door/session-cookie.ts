import { Inject, Injectable } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiConfig } from '../config.ts'
import { API_CONFIG } from './tokens.ts'

/** The session cookie: HttpOnly, SameSite=Strict, and behind TLS `Secure` with the `__Host-` prefix (AU-15). */
@Injectable()
export class SessionCookie {
  readonly #name: string
  readonly #secure: boolean

  constructor(@Inject(API_CONFIG) config: ApiConfig) {
    this.#secure = config.publicUrl?.startsWith('https:') ?? false
    this.#name = this.#secure ? '__Host-noroshi' : 'noroshi'
  }

  read(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name]
  }

  write(reply: FastifyReply, token: string, expires: Date): void {
    reply.setCookie(this.#name, token, { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#secure, expires })
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#name, { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#secure })
  }
}
