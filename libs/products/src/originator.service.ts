import { Injectable } from '@nestjs/common'
import { mayConsent, type Reader } from '@noroshi/clearance'
import { Database, isUuid } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { ConsentRepository, type AskedConsent } from './consent.repository.ts'
import { answerInput, withdrawInput } from './consent.ts'
import { alreadyAnswered } from './consents.service.ts'
import { personOf } from './product-work.ts'

/** The originators' side of their consent: the exact text that may go further, and one answer to it. Nothing of what is made of it. */
@Injectable()
export class OriginatorService {
  readonly #consents = new ConsentRepository()

  constructor(private readonly database: Database) {}

  /** What this reader may answer or saw answered, the newest first. */
  async list(reader: Reader, at = new Date()): Promise<AskedConsent[]> {
    const asked = await this.database.asReader(reader, tx => this.#consents.askedOf(tx, reader))
    return asked.filter(request => mayConsent(reader, request, at))
  }

  /** @throws HubError NOT_FOUND, also to everybody who is not asked */
  async find(reader: Reader, id: string, at = new Date()): Promise<AskedConsent> {
    const request = isUuid(id)
      ? await this.database.asReader(reader, tx => this.#consents.asked(tx, reader, id))
      : undefined
    if (!request || !mayConsent(reader, request, at)) throw notFound()
    return request
  }

  /** Agrees or refuses, once. @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT `ALREADY_ANSWERED` */
  async answer(reader: Reader, id: string, value: unknown, at = new Date()): Promise<AskedConsent> {
    const { agree, note } = parseInput(answerInput, value)
    await this.find(reader, id, at)
    const isFirst = await this.database.asReader(reader, tx =>
      this.#consents.answer(tx, id, personOf(reader), { agree, note, evidence: null }),
    )
    if (!isFirst) throw alreadyAnswered()
    return this.find(reader, id, at)
  }

  /**
   * Takes back what was agreed to. In the same transaction what was released on it is recalled, and what is in review goes back to its
   * author; the originator learns of neither. Repeating it changes nothing, the first stands.
   * @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT `NOT_AGREED`
   */
  async withdraw(reader: Reader, id: string, value: unknown, at = new Date()): Promise<AskedConsent> {
    const { note } = parseInput(withdrawInput, value)
    const { agreed } = await this.find(reader, id, at)
    if (agreed !== true)
      throw new HubError(
        'CONFLICT',
        'NOT_AGREED',
        'There is no agreement to take back.',
        undefined,
        '撤回できる同意がありません。',
      )
    await this.database.asReader(reader, tx => this.#consents.withdraw(tx, id, personOf(reader), note))
    return this.find(reader, id, at)
  }
}
