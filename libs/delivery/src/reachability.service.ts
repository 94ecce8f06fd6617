import { Injectable } from '@nestjs/common'
import { can, reachabilitySubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import type { Page, PageRequest } from '@noroshi/products'
import { ReachabilityRepository } from './reachability.repository.ts'
import { reachFilter, type OrganisationReach, type ReachFigures } from './reachability.ts'

/** Whom an emergency would not reach, for those who prepare for it (PRV-4): no name leaves government, and nobody's telephone is in it. */
@Injectable()
export class ReachabilityService {
  readonly #reach = new ReachabilityRepository()

  constructor(private readonly database: Database) {}

  /** @throws HubError FORBIDDEN to all but makers and administrators of government and inspectors, INVALID_INPUT */
  async list(reader: Reader, filter: unknown, page: PageRequest, at = new Date()): Promise<Page<OrganisationReach>> {
    assertPrepares(reader, at)
    const wanted = parseInput(reachFilter, filter)
    return this.database.asReader(reader, tx => this.#reach.page(tx, wanted, page))
  }

  /** In numbers. @throws HubError FORBIDDEN as `list` */
  async figures(reader: Reader, at = new Date()): Promise<ReachFigures> {
    assertPrepares(reader, at)
    return this.database.asReader(reader, tx => this.#reach.figures(tx))
  }
}

function assertPrepares(reader: Reader, at: Date): void {
  if (!can(reader, 'browse', reachabilitySubject({ organisationId: reader.organisationId ?? '-' }), at))
    throw new HubError(
      'FORBIDDEN',
      'REACHABILITY_IS_FOR_PREPARING',
      'This is for those of government who make products or administer.',
      undefined,
      '起案者・提供決裁者・事務局管理者だけが参照できます。',
    )
}
