import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { MembershipService } from '@noroshi/membership'

const EVERY_MILLISECONDS = 60_000

/** Deletes socket tickets that nobody used in their thirty seconds; nothing depends on when. */
@Injectable()
export class HousekeepingService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('housekeeping')
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly membership: MembershipService) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.membership
        .forgetUnusedTickets(new Date())
        .catch(() => this.#log.warn('tickets were not cleared; the next round does it'))
    }, EVERY_MILLISECONDS)
    this.#timer.unref()
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer)
  }
}
