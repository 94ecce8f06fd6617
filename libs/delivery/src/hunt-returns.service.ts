import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { ProductWork, type Page, type PageRequest } from '@noroshi/products'
import { countAnswers, type AnswersOfHunt, type HuntAnswer } from './hunt-answer.ts'
import { HuntAnswerRepository } from './hunt-answer.repository.ts'

/** What came back to the hunts of a product's editions, for those who make it, and for inspectors. */
@Injectable()
export class HuntReturnsService {
  readonly #answers = new HuntAnswerRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
  ) {}

  /** Each released edition with a hunt in numbers of organisations. @throws HubError NOT_FOUND */
  async of(reader: Reader, productId: string, at = new Date()): Promise<AnswersOfHunt[]> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx => {
      const found: AnswersOfHunt[] = []
      for (const edition of await this.#answers.editions(tx, productId))
        found.push({ ...edition, ...countAnswers(await this.#answers.answers(tx, edition.editionId)) })
      return found
    })
  }

  /** What each organisation answered last to one of them, the newest first. @throws HubError NOT_FOUND */
  async answers(
    reader: Reader,
    productId: string,
    editionId: string,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<HuntAnswer>> {
    await this.#requireMaker(reader, productId, at)
    return this.database.asReader(reader, async tx => {
      const edition = (await this.#answers.editions(tx, productId)).find(one => one.editionId === editionId)
      if (!edition) throw notFound()
      return this.#answers.answerPage(tx, edition.editionId, page)
    })
  }

  async #requireMaker(reader: Reader, productId: string, at: Date): Promise<void> {
    const product = await this.work.find(reader, productId)
    const inspects = reader.isOversight && reader.roles.includes('OVERSIGHT_INSPECTOR')
    if (!inspects && !can(reader, 'draft', productSubject(product), at)) throw notFound()
  }
}
