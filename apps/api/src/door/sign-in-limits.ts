import { Inject, Injectable } from '@nestjs/common'
import { HubError } from '@noroshi/errors'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { API_CONFIG } from './tokens.ts'
import type { ApiConfig } from '../config.ts'

/**
 * Guessing is slowed by the address it comes from, which the caller cannot choose; an account alone never locks its owner
 * out (AU-6): only the pair of account and address is held to a few tries.
 */
@Injectable()
export class SignInLimits {
  readonly #byAddress: RateLimiterMemory
  readonly #byAccount: RateLimiterMemory

  constructor(@Inject(API_CONFIG) config: ApiConfig) {
    this.#byAddress = new RateLimiterMemory({ points: config.signInsPerMinute, duration: 60 })
    this.#byAccount = new RateLimiterMemory({
      points: Math.max(5, Math.ceil(config.signInsPerMinute / 3)),
      duration: 60,
    })
  }

  /**
   * @param account the e-mail address (of who signs in, or confirms) or the enrolment token that is tried
   * @throws HubError TOO_MANY_REQUESTS, the same for known and unknown accounts
   */
  async spend(address: string, account: string): Promise<void> {
    try {
      await this.#byAddress.consume(address)
      await this.#byAccount.consume(`${address} ${account.trim().toLowerCase()}`)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const seconds = Math.ceil(refused.msBeforeNext / 1000)
      throw new HubError(
        'TOO_MANY_REQUESTS',
        'SIGN_IN_TOO_OFTEN',
        `Too many tries. Wait ${seconds} seconds.`,
        undefined,
        `試行回数が多すぎます。${seconds}秒待ってからお試しください。`,
      )
    }
  }
}
