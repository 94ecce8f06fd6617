import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { CopyRepository, type CopyTrace } from './copy.repository.ts'
import { ProductWork } from './product-work.ts'

/** Whose a copy is that turned up somewhere, for the releasing officers of its sender. */
@Injectable()
export class CopyTracesService {
  readonly #copies = new CopyRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
  ) {}

  /** @throws HubError NOT_FOUND also when it is a copy of somebody else's edition */
  async find(reader: Reader, number: string, at = new Date()): Promise<CopyTrace> {
    const trace = await this.database.asReader(reader, tx => this.#copies.find(tx, number.trim().toUpperCase()))
    if (!trace) throw notFound()
    const product = await this.work.find(reader, trace.productId)
    if (!can(reader, 'release', productSubject(product), at)) throw notFound()
    return trace
  }
}
