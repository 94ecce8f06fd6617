import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { EditionsService } from '@noroshi/products'
import { MOST_OF_A_PERSON } from './feedback.ts'
import { impactInput, type OwnImpact } from './impact-answer.ts'
import { ImpactAnswerRepository } from './impact-answer.repository.ts'
import { organisationOf, sayOnce } from './organisation-answers.ts'

/** What an edition asks of an organisation, and what it answered. */
export interface AskedImpact {
  readonly editionId: string
  /** By when; ISO 8601. */
  readonly answerBy: string
  /** Whether the caller was told of it, so that they may answer. */
  readonly isAsked: boolean
  /** The newest first: that one counts. */
  readonly answers: readonly OwnImpact[]
}

/** What an organisation answers to an edition that its people were told of (PRV-4). */
@Injectable()
export class ImpactAnswersService {
  readonly #answers = new ImpactAnswerRepository()

  constructor(
    private readonly database: Database,
    private readonly editions: EditionsService,
  ) {}

  /** @throws HubError NOT_FOUND */
  async own(reader: Reader, editionId: string, at = new Date()): Promise<AskedImpact> {
    const { answerBy } = await this.editions.find(reader, 'read', editionId, at)
    const organisationId = organisationOf(reader)
    return this.database.asReader(reader, async tx => ({
      editionId,
      answerBy,
      isAsked: await this.#answers.isTold(tx, personOf(reader), editionId),
      answers: await this.#answers.own(tx, organisationId, editionId, MOST_OF_A_PERSON),
    }))
  }

  /** Answers for the reader's organisation, and acknowledges for them; the same as the last time is kept once. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT */
  async answer(reader: Reader, editionId: string, value: unknown, at = new Date()): Promise<AskedImpact> {
    const { answerBy } = await this.editions.find(reader, 'read', editionId, at)
    const input = parseInput(impactInput, value)
    return this.database.asReader(reader, async tx => {
      if (!(await this.#answers.isTold(tx, personOf(reader), editionId))) throw notAsked()
      const answers = await sayOnce(tx, this.#answers, reader, editionId, input)
      return { editionId, answerBy, isAsked: true, answers }
    })
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}

const notAsked = () =>
  new HubError(
    'CONFLICT',
    'NOT_ASKED',
    'You were not told of this edition, so there is nothing to answer.',
    undefined,
    'この版はあなたに通知されていないため、回答は不要です。',
  )
