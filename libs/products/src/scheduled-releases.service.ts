import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { personOf, ProductWork } from './product-work.ts'
import { ProductRepository } from './product.repository.ts'
import { requiredReason, requireOfficer } from './review.ts'
import { takeOffSchedule } from './scheduled-release.ts'

/** What is done with a release whose time has not come. */
@Injectable()
export class ScheduledReleasesService {
  readonly #products = new ProductRepository()

  constructor(private readonly work: ProductWork) {}

  /**
   * Calls a scheduled release off: it goes back to review, and nobody outside ever learns that there was one.
   * @throws HubError NOT_FOUND, FORBIDDEN to who does not release, INVALID_INPUT without a reason, CONFLICT when it is not scheduled, and
   * TOO_LATE when its time has all but come
   */
  async callOff(reader: Reader, id: string, reason: string, at = new Date()): Promise<string> {
    const note = requiredReason(reason)
    const { version } = await this.work.find(reader, id)
    return this.work.step(reader, id, version, ['SCHEDULED'], at, async (tx, product) => {
      requireOfficer(reader, product, at)
      await takeOffSchedule(tx, id, note)
      await this.#products.record(tx, id, personOf(reader), 'CALLED_OFF', note, version)
    })
  }
}
