import { Injectable } from '@nestjs/common'
import { Database } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { ContactsSettings } from '@noroshi/membership'
import { ReachabilityRepository } from './reachability.repository.ts'

/** So old may what people are shown be. */
const EVERY_SECONDS = 60

/** Looks, in the worker, whom an emergency would reach: it reads of everybody's ways out what no person may, and writes down reasons alone. */
@Injectable()
export class ReachReviewService {
  readonly #reach = new ReachabilityRepository()

  constructor(
    private readonly database: Database,
    private readonly settings: ContactsSettings,
  ) {}

  /** Looks when the last look is a minute ago, whichever worker had it; returns whether it did. */
  reviewDue(everySeconds = EVERY_SECONDS): Promise<boolean> {
    return asDispatcher(this.database, async tx => {
      if (!(await this.#reach.isDue(tx, everySeconds))) return false
      await this.#reach.review(tx, this.settings.goodForDays)
      return true
    })
  }
}
