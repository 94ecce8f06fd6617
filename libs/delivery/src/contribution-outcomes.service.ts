import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { EditionsService, type EditionSummary, type Page, type PageRequest } from '@noroshi/products'
import { ContributionOutcomesRepository, type OwnContributionRow } from './contribution-outcomes.repository.ts'

export type ContributionState = 'REFUSED' | 'WITHDRAWN' | 'RECEIVED' | 'TAKEN' | 'CARRIED'
export interface OwnContribution extends OwnContributionRow {
  readonly state: ContributionState
  /** The newest of those that the reader may read and that carry an object of it; never a word of any other. */
  readonly editions: readonly EditionSummary[]
}

const MOST_EDITIONS = 20

/** What an organisation's contributions led to, for its own people. */
@Injectable()
export class ContributionOutcomesService {
  readonly #outcomes = new ContributionOutcomesRepository()

  constructor(
    private readonly database: Database,
    private readonly editions: EditionsService,
  ) {}

  own(reader: Reader, page: PageRequest, at = new Date()): Promise<Page<OwnContribution>> {
    const { organisationId } = reader
    if (organisationId === null) throw notFound()
    return this.database.asReader(reader, async tx => {
      const found = await this.#outcomes.own(tx, organisationId, page)
      const ids = found.items.map(({ id }) => id)
      const carriers = await this.#outcomes.carriers(tx, organisationId, ids)
      const readable = await this.editions.summaries(
        tx,
        reader,
        [...new Set(carriers.map(({ editionId }) => editionId))],
        at,
      )
      return {
        ...found,
        items: found.items.map(row => {
          const editions = carriers
            .flatMap(({ contributionId, editionId }) =>
              contributionId === row.id ? (readable.get(editionId) ?? []) : [],
            )
            .sort((a, b) => (a.releasedAt < b.releasedAt ? 1 : -1))
            .slice(0, MOST_EDITIONS)
          return { ...row, state: stateOf(row, editions.length > 0), editions }
        }),
      }
    })
  }
}

export function stateOf(row: OwnContributionRow, isCarried: boolean): ContributionState {
  if (row.failureCount === row.totalCount) return 'REFUSED'
  if (isCarried) return 'CARRIED'
  if (row.withdrawnCount === row.totalCount - row.failureCount) return 'WITHDRAWN'
  return row.takenAt === null ? 'RECEIVED' : 'TAKEN'
}
