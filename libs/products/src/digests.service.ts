import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { digestDraft, digestInput, isInCircle, mayList } from './digest.ts'
import { digestCandidates } from './digest.repository.ts'
import { ProductsService } from './products.service.ts'

/** Drafts the digest of a time, out of what its readers could read. */
@Injectable()
export class DigestsService {
  constructor(
    private readonly database: Database,
    private readonly products: ProductsService,
  ) {}

  /**
   * @param hub by which its links begin: an origin
   * @returns the id of the draft
   * @throws HubError INVALID_INPUT, FORBIDDEN, CONFLICT `NOTHING_TO_LIST`, `TOO_MUCH_TO_LIST`
   */
  async compose(reader: Reader, value: unknown, hub: string, at = new Date()): Promise<string> {
    const input = parseInput(digestInput, value)
    const { category } = input
    const requiredRank = category === 'NOTICE' ? 0 : input.requiredRank
    const product = { ownerOrganisationId: reader.organisationId ?? '', requiredRank }
    if (!can(reader, 'draft', productSubject(product), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'You may not draft this: your role or your clearance does not reach so far.',
        undefined,
        '役割または適性評価の水準が足りないため、この内容は起案できません。',
      )
    const found = await this.database.asReader(reader, tx =>
      digestCandidates(tx, reader, { ...input, categories: isInCircle(category) }, at),
    )
    const items = found.filter(({ facts }) => mayList(facts, input, at)).map(({ item }) => item)
    return this.products.draft(reader, digestDraft(input, items, hub), at)
  }
}
