import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid } from '@noroshi/database'
import { expiredOf, expiringEditions, type ExpiredEdition, type ExpiringEdition } from './expiry.repository.ts'
import type { Page, PageRequest } from './page.ts'

/** What has expired of what a reader had. */
@Injectable()
export class ExpiredEditionsService {
  constructor(private readonly database: Database) {}

  /** @returns null also for what they never had, for what never was, and for what was recalled or corrected: that was told as such */
  async find(reader: Reader, id: string): Promise<ExpiredEdition | null> {
    if (!isUuid(id)) return null
    return this.database.asReader(reader, async tx => (await expiredOf(tx, reader, [id])).get(id) ?? null)
  }
}

/** What of one's own office expires soon, or has. */
@Injectable()
export class ExpiringEditionsService {
  constructor(private readonly database: Database) {}

  /** @param isPast those that have expired, instead of those that will within thirty days */
  list(reader: Reader, isPast: boolean, page: PageRequest): Promise<Page<ExpiringEdition>> {
    return this.database.asReader(reader, tx => expiringEditions(tx, isPast, page))
  }
}
