import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid } from '@noroshi/database'
import { notFound } from '@noroshi/errors'
import { CopyRepository, type CopyFormat } from './copy.repository.ts'
import { TLP_OF_CATEGORY } from './edition-report.ts'
import { noteUse } from './edition-use.repository.ts'
import { EditionRepository, type Edition } from './edition.repository.ts'
import { personOf } from './product-work.ts'
import { newCopyNumber } from './signing.ts'

/** What a document of an edition is made of. */
export interface TakenCopy {
  readonly edition: Edition
  readonly tlp: string
  /** Of a sealed edition alone. */
  readonly copy: { readonly number: string; readonly at: string } | null
}

/** Editions taken out as documents. */
@Injectable()
export class CopiesService {
  readonly #editions = new EditionRepository()
  readonly #copies = new CopyRepository()

  constructor(private readonly database: Database) {}

  /**
   * The edition, and of a sealed one the number under which this copy is written down: before it is made, so that none leaves
   * unrecorded.
   * @throws HubError NOT_FOUND
   */
  async take(reader: Reader, id: string, format: CopyFormat, at = new Date()): Promise<TakenCopy> {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const edition = await this.#editions.find(tx, reader, 'read', id, at)
      if (!edition) throw notFound()
      await noteUse(tx, reader, format, [id])
      const { category } = edition
      const tlp = (await this.#copies.goesToPublic(tx, id)) ? 'TLP:CLEAR' : TLP_OF_CATEGORY[category]
      if (category === 'NOTICE') return { edition, tlp, copy: null }
      const number = newCopyNumber()
      return { edition, tlp, copy: { number, at: await this.#copies.insert(tx, number, id, personOf(reader), format) } }
    })
  }
}
