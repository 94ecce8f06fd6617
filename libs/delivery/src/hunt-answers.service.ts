import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { EditionsService } from '@noroshi/products'
import { MOST_OF_A_PERSON } from './feedback.ts'
import { huntAnswerInput, requirePast, type OwnAnswer } from './hunt-answer.ts'
import { HuntAnswerRepository } from './hunt-answer.repository.ts'
import { organisationOf, sayOnce } from './organisation-answers.ts'

/** What an organisation answers to a hunt that its people may read; of any other there is nothing to answer. */
@Injectable()
export class HuntAnswersService {
  readonly #answers = new HuntAnswerRepository()

  constructor(
    private readonly database: Database,
    private readonly editions: EditionsService,
  ) {}

  /** All that the reader's organisation answered, the newest first: that one counts. @throws HubError NOT_FOUND */
  async own(reader: Reader, editionId: string, at = new Date()): Promise<OwnAnswer[]> {
    await this.editions.find(reader, 'read', editionId, at)
    const organisationId = organisationOf(reader)
    return this.database.asReader(reader, tx => this.#answers.own(tx, organisationId, editionId, MOST_OF_A_PERSON))
  }

  /** Answers for the reader's organisation; the same as the last time is kept once. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT */
  async answer(reader: Reader, editionId: string, value: unknown, at = new Date()): Promise<OwnAnswer[]> {
    const { hunt } = await this.editions.find(reader, 'read', editionId, at)
    const input = parseInput(huntAnswerInput, value)
    requirePast(input, at)
    if (hunt === null) throw nothingToAnswer()
    const organisationId = organisationOf(reader)
    return this.database.asReader(reader, tx =>
      sayOnce(tx, this.#answers, reader, editionId, input, async () => {
        const { contributionId } = input
        if (contributionId !== null && !(await this.#answers.contributed(tx, organisationId, contributionId)))
          throw unknownContribution()
      }),
    )
  }
}

const nothingToAnswer = () =>
  new HubError('CONFLICT', 'NO_HUNT', 'This edition asks for no hunt.', undefined, 'この版に調査の依頼はありません。')

const unknownContribution = () =>
  new HubError(
    'INVALID_INPUT',
    'UNKNOWN_CONTRIBUTION',
    'Your organisation contributed nothing of this id.',
    'contributionId',
    'この番号の情報を、あなたの組織は提供していません。',
  )
