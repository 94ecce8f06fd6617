import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { ConsentRepository } from './consent.repository.ts'
import { externalInput, originatorsNamed, recordInput, type Originator } from './consent.ts'
import { sourcesOf } from './consent-sources.ts'
import { stixIdsOf } from './product.ts'
import { ProductRepository, type ProductRow, type StoredDraft } from './product.repository.ts'
import { personOf, ProductWork } from './product-work.ts'
import { sha256Hex } from './signing.ts'
import { StixStoreService } from './stix-store.service.ts'

/** The makers' side of originators' consent (CLR-5): who must be asked, asking, and recording what came by letter. */
@Injectable()
export class ConsentsService {
  readonly #consents = new ConsentRepository()
  readonly #products = new ProductRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly store: StixStoreService,
    private readonly membership: MembershipService,
  ) {}

  /** Every fragment whose originator can be asked, with what a release needs of them, and every request so far. */
  async list(reader: Reader, id: string, at = new Date()) {
    const product = await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const drafts = await this.#products.drafts(tx, id)
      const { sources, requests } = await this.#facts(tx, product, drafts)
      const names = await this.membership.names(
        tx,
        requests.map(({ askedBy }) => askedBy),
      )
      const current = new Set(sources.map(({ digest }) => digest))
      return {
        sources: sources.map(({ originator, ...source }) => ({
          ...source,
          originator: originator.name,
          originatorId: originator.id,
        })),
        requests: requests.map(request => ({
          ...request,
          isVoid: !current.has(request.digest),
          askedBy: names.get(request.askedBy) ?? { id: request.askedBy, name: '—', organisation: '—' },
        })),
        mayRecord: can(reader, 'release', productSubject(product), at),
      }
    })
  }

  /**
   * Asks the originators of one fragment for what its edition needs, once for the same text and tiers.
   * @throws HubError NOT_FOUND, CONFLICT on another version or state, INVALID_INPUT `NOTHING_TO_ASK`
   */
  async ask(reader: Reader, id: string, version: number, edition: number, fragment: number, at = new Date()) {
    return this.work.step(reader, id, version, ['DRAFT', 'IN_REVIEW'], at, async (tx, product) => {
      const drafts = await this.#products.drafts(tx, id)
      const { sources, requests, documents } = await this.#facts(tx, product, drafts)
      const asked = sources.filter(
        source => source.edition === edition && source.fragment === fragment && source.asked.length > 0,
      )
      const draft = drafts[edition]
      const text = draft?.fragments[fragment]
      if (!text || asked.length === 0)
        throw new HubError(
          'INVALID_INPUT',
          'NOTHING_TO_ASK',
          'This fragment has no originator whose consent its edition needs.',
          'fragment',
          'この断片には、同意を求める必要のある提供元がありません。',
        )
      const summaries = await this.store.summaries(tx, text.stixIds)
      const objects = [...text.stixIds].sort().map(stixId => {
        const found = summaries.get(stixId)
        return {
          ...{ id: stixId, type: found?.type ?? '', name: found?.name ?? '' },
          sha256: sha256Hex(documents.get(stixId) ?? ''),
        }
      })
      for (const { originator, digest, asked: tiers } of asked) {
        const isOpen = requests.some(
          request =>
            request.originatorId === originator.id &&
            request.digest === digest &&
            request.agreed === null &&
            tiers.every(tier => request.tiers.includes(tier)),
        )
        if (isOpen) continue
        const requiredRank = text.containsSecret || text.containsCommInfo ? Math.max(1, draft.requiredRank) : 0
        const request = { text: text.text, objects, digest, tiers, requiredRank, askedBy: personOf(reader) }
        await this.#consents.ask(tx, { ...request, productId: id, originator })
      }
    })
  }

  /**
   * Records what an originator without an account said, and how it is known; not by who asked.
   * @throws HubError NOT_FOUND, INVALID_INPUT, FORBIDDEN `SAME_PERSON_AS_ASKER` and `NOT_A_RELEASING_OFFICER`, CONFLICT `ALREADY_ANSWERED`
   */
  async record(reader: Reader, id: string, requestId: string, value: unknown, at = new Date()): Promise<string> {
    const { agree, evidence, note } = parseInput(recordInput, value)
    const product = await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const request = isUuid(requestId)
        ? (await this.#consents.of(tx, id)).find(one => one.id === requestId && one.isExternal)
        : undefined
      if (!request) throw notFound()
      if (!can(reader, 'release', productSubject(product), at))
        throw new HubError(
          'FORBIDDEN',
          'NOT_A_RELEASING_OFFICER',
          'Only a releasing officer records a consent.',
          undefined,
          '同意の記録は提供決裁者だけが行えます。',
        )
      if (request.askedBy === reader.personId)
        throw new HubError(
          'FORBIDDEN',
          'SAME_PERSON_AS_ASKER',
          'Nobody records the consent that they asked for.',
          undefined,
          '自分が求めた同意は記録できません。',
        )
      if (!(await this.#consents.answer(tx, requestId, personOf(reader), { agree, evidence, note })))
        throw alreadyAnswered()
      return id
    })
  }

  /** Who can be asked, by name. */
  async originators(reader: Reader, at = new Date()): Promise<Originator[]> {
    this.#admit(reader, at)
    return this.database.asReader(reader, tx => this.#consents.originators(tx))
  }

  /** Registers somebody outside the council whose consent is asked for by letter. @throws HubError CONFLICT on a name that is taken */
  async register(reader: Reader, value: unknown, at = new Date()): Promise<Originator> {
    const { name, kind } = parseInput(externalInput, value)
    this.#admit(reader, at, 'release')
    return this.database.asReader(reader, async tx => {
      const isTaken = originatorsNamed(name, await this.#consents.originators(tx)).length > 0
      const id = isTaken ? undefined : await this.#consents.register(tx, name, kind, personOf(reader))
      if (id === undefined)
        throw new HubError(
          'CONFLICT',
          'NAME_TAKEN',
          'There is an originator of this name.',
          'name',
          'この名称の提供元は既にあります。',
        )
      return { id, kind, name, nameEn: null }
    })
  }

  /** What of a product comes from somebody who can be asked, and what they said. */
  async #facts(tx: Tx, product: ProductRow, drafts: readonly StoredDraft[]) {
    const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
    const requests = await this.#consents.of(tx, product.id)
    const sources = sourcesOf(product, drafts, documents, await this.#consents.originators(tx), requests)
    return { sources, requests, documents }
  }

  #admit(reader: Reader, at: Date, verb: 'draft' | 'release' = 'draft'): void {
    if (!can(reader, verb, productSubject({ ownerOrganisationId: reader.organisationId ?? '-', requiredRank: 0 }), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'Your role does not reach so far.',
        undefined,
        '役割が足りないため、この操作はできません。',
      )
  }
}

export function alreadyAnswered(): HubError {
  return new HubError(
    'CONFLICT',
    'ALREADY_ANSWERED',
    'This was answered already; the first answer stands.',
    undefined,
    'この依頼には既に回答があります。最初の回答が有効です。',
  )
}
