import { Injectable } from '@nestjs/common'
import { HubError } from '@noroshi/errors'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

/** Many municipalities come from one address, that of their common gateway. */
const PRESSES_PER_MINUTE = 300

/** Acknowledging without an account is slowed by the address that it comes from. The tokens cannot be guessed; this is for the load. */
@Injectable()
export class RelayedLimits {
  readonly #byAddress = new RateLimiterMemory({ points: PRESSES_PER_MINUTE, duration: 60 })

  /** @throws HubError TOO_MANY_REQUESTS */
  async spend(address: string): Promise<void> {
    try {
      await this.#byAddress.consume(address)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new HubError(
        'TOO_MANY_REQUESTS',
        'ACKNOWLEDGED_TOO_OFTEN',
        'Too many at once. Wait a minute.',
        undefined,
        'アクセスが集中しています。1分ほど待ってから、もう一度お試しください。',
      )
    }
  }
}
