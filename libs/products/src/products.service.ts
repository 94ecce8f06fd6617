import { Injectable } from '@nestjs/common'
import {
  can,
  CATEGORIES,
  explain,
  productSubject,
  releaseObjections,
  type EditionFacts,
  type InfoCategory,
  type Reader,
} from '@noroshi/clearance'
import { isUuid, Database, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { MembershipService } from '@noroshi/membership'
import { previewAudience, type AudiencePreview } from './audience-preview.ts'
import { editionsInForce } from './correction.repository.ts'
import { issueEditions } from './edition-issue.ts'
import { danglingOf } from './edition-maker.ts'
import { requireLadder } from './ladder.ts'
import type { Page, PageRequest } from './page.ts'
import { asIfReleased, computeEdition, productInput, stixIdsOf, type EditionDraft } from './product.ts'
import { requireMeaning } from './product-templates.ts'
import { ProductRepository, type ProductRow, type ProductSummary } from './product.repository.ts'
import { personOf, ProductWork, wrongState } from './product-work.ts'
import { ProvenanceRepository } from './provenance.repository.ts'
import { recallProduct } from './recall.ts'
import { recipientsOf } from './recipients.ts'
import {
  candidateOf,
  changedSinceReview,
  objectsDigest,
  requiredReason,
  requireReleasable,
  requireReleaser,
} from './review.ts'
import type { QualitySign } from './quality.ts'
import { ReleaseChecks, type JudgedSlip } from './release-checks.ts'
import { ReleaseGate } from './release-gate.ts'
import { ReleaseRepository } from './release.repository.ts'
import { heldForTime, noteSchedule, scheduledCorrection, scheduleTime } from './scheduled-release.ts'
import { ReleaseKey } from './signing.ts'
import { StixStoreService } from './stix-store.service.ts'
import { isTwinOutOfDate, outOfDateKeys, requireTexts, type Twin } from './texts.ts'
import type { ZonedInstant } from './zoned-time.ts'

/** When what is decided comes into force, null: at once; and why it cannot wait, null: of what can. */
interface Decision {
  readonly schedule: ZonedInstant | null
  readonly note: string | null
}

/** The verbs of a product: draft, revise, submit, return, release, recall; and what its makers want to know before. */
@Injectable()
export class ProductsService {
  readonly #products = new ProductRepository()
  readonly #releases = new ReleaseRepository()
  readonly #provenance = new ProvenanceRepository()

  constructor(
    private readonly database: Database,
    private readonly work: ProductWork,
    private readonly membership: MembershipService,
    private readonly store: StixStoreService,
    private readonly key: ReleaseKey,
    private readonly checks: ReleaseChecks,
    private readonly gate: ReleaseGate,
  ) {}

  list(reader: Reader, state: string | null, page: PageRequest): Promise<Page<ProductSummary>> {
    return this.database.asReader(reader, tx => this.#products.list(tx, state, page))
  }

  /**
   * Drafts a product. Categories follow from the fragments' flags; two editions of one category are refused.
   * @param once the id that it is to have; what has it already stays as it is
   * @param also is done in the same transaction, when it is made
   */
  async draft(
    reader: Reader,
    value: unknown,
    at = new Date(),
    once: string | null = null,
    also?: (tx: Tx, id: string) => Promise<void>,
  ): Promise<string> {
    const input = parseInput(productInput, value)
    const drafts = computed(input.editions)
    this.#admit(reader, ownOf(reader, drafts), at)
    return this.database.asReader(reader, async tx => {
      if (once !== null && (await this.#products.claim(tx, once))) return once
      await this.checks.requireKnown(tx, drafts)
      const id = await this.#products.insert(tx, reader, input, rankOf(drafts), once)
      await this.#products.replaceDrafts(tx, id, drafts)
      await this.#products.record(tx, id, personOf(reader), 'DRAFTED', '', 1)
      await also?.(tx, id)
      return id
    })
  }

  async revise(reader: Reader, id: string, version: number, value: unknown, at = new Date()): Promise<string> {
    const input = parseInput(productInput, value)
    const drafts = computed(input.editions)
    return this.work.step(reader, id, version, ['DRAFT'], at, async (tx, product) => {
      this.#admit(reader, { ownerOrganisationId: product.ownerOrganisationId, requiredRank: rankOf(drafts) }, at)
      await this.checks.requireKnown(tx, drafts)
      if (product.drill !== input.drill) throw drillStays()
      await this.#products.revise(tx, id, input, rankOf(drafts))
      await this.#products.replaceDrafts(tx, id, drafts)
      await this.#products.record(tx, id, personOf(reader), 'REVISED', '', version + 1)
    })
  }

  async submit(reader: Reader, id: string, version: number, at = new Date()): Promise<string> {
    return this.work.step(reader, id, version, ['DRAFT'], at, async (tx, product) => {
      const drafts = await this.#products.drafts(tx, id)
      requireReleasable(candidateOf({ ...product, state: 'IN_REVIEW' }, drafts, []), reader, at)
      await this.checks.refuseLessRestricted(tx, drafts)
      requireMeaning(product.kind, drafts)
      const documents = await this.checks.refuseUnfit(tx, drafts)
      const submitted = { by: personOf(reader), objects: objectsDigest(documents) }
      await this.#products.move(tx, id, 'IN_REVIEW', { submitted })
      await this.#products.record(tx, id, personOf(reader), 'SUBMITTED', '', version)
    })
  }

  async returnToAuthor(reader: Reader, id: string, version: number, reason: string, at = new Date()): Promise<string> {
    const note = requiredReason(reason)
    return this.work.step(reader, id, version, ['IN_REVIEW'], at, async tx => {
      await this.#products.move(tx, id, 'DRAFT', { submitted: null })
      await this.#products.record(tx, id, personOf(reader), 'RETURNED', note, version)
    })
  }

  /**
   * Releases every edition in one transaction: lock · pure release rule · immutable editions with digest and signature ·
   * history · outbox. Repeating the call for what was so released changes nothing, so a caller may retry after a crash.
   * @param reason why it cannot wait, asked for when it goes by the emergency path; kept in the history, and for the review afterwards
   * @throws HubError FORBIDDEN with the first objection as reason, INVALID_INPUT `EMERGENCY_REASON` without a reason where one is asked for, on dangling references and on markings that do not let an object go so far, CONFLICT on another version and when the store holds other versions of its objects than those that went to review
   */
  async release(
    reader: Reader,
    id: string,
    version: number,
    reason: string | null = null,
    at = new Date(),
  ): Promise<string> {
    const note = reason === null || reason.trim() === '' ? '' : requiredReason(reason)
    return this.work.step(reader, id, version, ['IN_REVIEW', 'RELEASED'], at, async (tx, product) => {
      if (product.state !== 'RELEASED') await this.#decide(tx, product, reader, { schedule: null, note }, at)
    })
  }

  /**
   * Decides now, by the same rules and with the same signature, that every edition comes into force at a stated time: until then it is
   * known to its makers alone. Repeating the call with the same time changes nothing.
   * @param time local time and zone
   * @throws HubError as `release`, and INVALID_INPUT when the time is none, is not ahead, or comes after an expiry
   */
  async scheduleRelease(reader: Reader, id: string, version: number, time: unknown, at = new Date()): Promise<string> {
    const schedule = scheduleTime(time, at)
    return this.work.step(reader, id, version, ['IN_REVIEW', 'SCHEDULED'], at, async (tx, product) => {
      if (product.state !== 'SCHEDULED') await this.#decide(tx, product, reader, { schedule, note: null }, at)
      else if (product.scheduledFor !== schedule.instant) throw wrongState(product.state)
    })
  }

  async #decide(tx: Tx, product: ProductRow, reader: Reader, { schedule, note }: Decision, at: Date): Promise<void> {
    const { id, version } = product
    const drafts = await this.#products.drafts(tx, id)
    const events = await this.#products.events(tx, id)
    const candidate = candidateOf(product, drafts, events)
    requireReleaser(candidate, reader, at)
    await this.checks.refuseLessRestricted(tx, drafts)
    const documents = await this.checks.refuseUnfit(tx, drafts)
    if (objectsDigest(documents) !== product.reviewedObjects) throw changedSinceReview()
    await this.checks.refuseSlips(tx, product, drafts, events, documents)
    await this.gate.pass(tx, product, drafts, events, reader, note)
    if (schedule !== null && (await editionsInForce(tx, id)).length > 0) throw scheduledCorrection()
    const issued = schedule === null ? drafts : heldForTime(drafts, schedule)
    const what = await issueEditions(tx, product, issued, documents, this.key, at)
    await this.#provenance.record(tx, product, drafts, await this.gate.consentsUsed(tx, product, drafts))
    await this.#products.move(tx, id, 'RELEASED', { releasedBy: personOf(reader) })
    if (schedule !== null) await noteSchedule(tx, id, schedule)
    const said = schedule === null ? (note ?? '') : `${schedule.instant} ${schedule.zone}`
    await this.#products.record(tx, id, personOf(reader), schedule === null ? what : 'SCHEDULED', said, version)
    const due = issued.map(draft => draft.embargoUntil)
    for (const dueAt of new Set(schedule === null ? [null, ...due] : due))
      await this.#releases.announce(tx, what, id, dueAt)
  }

  /** What slipped from restricted material into the wider editions, for those who make the product. */
  async listSlips(reader: Reader, id: string, at = new Date()): Promise<JudgedSlip[]> {
    const product = await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx =>
      this.checks.slips(tx, product, await this.#products.drafts(tx, id), await this.#products.events(tx, id)),
    )
  }

  /** What would make the editions of little use, for those who make the product. */
  async qualitySigns(reader: Reader, id: string, at = new Date()): Promise<QualitySign[]> {
    const product = await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx =>
      this.checks.quality(tx, product, await this.#products.drafts(tx, id), at),
    )
  }

  /**
   * Lets slips through, for this version alone: whoever changes a word has them judged anew. By somebody who could release the product.
   * @throws HubError FORBIDDEN with the first objection, CONFLICT on another version or state, INVALID_INPUT on a key that is none
   */
  async overrule(
    reader: Reader,
    id: string,
    version: number,
    keys: readonly string[],
    reason: string,
    at = new Date(),
  ) {
    const note = requiredReason(reason)
    return this.work.step(reader, id, version, ['IN_REVIEW'], at, async (tx, product) => {
      const drafts = await this.#products.drafts(tx, id)
      const events = await this.#products.events(tx, id)
      requireReleaser(candidateOf(product, drafts, events), reader, at)
      await this.checks.requireSlips(tx, product, drafts, keys)
      await this.#products.record(tx, id, personOf(reader), 'OVERRULED', note, version, [...new Set(keys)])
    })
  }

  /** Takes every edition back. Repeating it changes nothing, the first reason stands. */
  async recall(reader: Reader, id: string, reason: string, at = new Date()): Promise<string> {
    const note = requiredReason(reason)
    const { version } = await this.work.find(reader, id)
    return this.work.step(reader, id, version, ['DRAFT', 'IN_REVIEW', 'RELEASED', 'RECALLED'], at, (tx, locked) =>
      recallProduct(tx, reader, locked, note, at),
    )
  }

  /** A product as its makers see it, with its history and what stands against its release by this reader. */
  async find(reader: Reader, id: string, at = new Date()) {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const product = await this.#products.find(tx, id)
      if (!product) throw notFound()
      const drafts = await this.#products.drafts(tx, id)
      const events = await this.#products.events(tx, id)
      const objects = await this.store.summaries(tx, drafts.flatMap(stixIdsOf))
      const people = await this.membership.names(
        tx,
        [
          product.authorId,
          product.submittedBy,
          product.releasedBy,
          ...events.map(event => event.personId),
          ...drafts.flatMap(({ audience }) => [...audience.people, ...audience.excludedPeople]),
        ].filter(person => person !== null),
      )
      const nameOf = (person: string) => people.get(person) ?? { id: person, name: '—', organisation: '—' }
      return {
        ...product,
        author: nameOf(product.authorId),
        submittedBy: product.submittedBy ? nameOf(product.submittedBy) : null,
        releasedBy: product.releasedBy ? nameOf(product.releasedBy) : null,
        events: events.map(event => ({ ...event, by: nameOf(event.personId) })),
        editions: drafts.map(draft => {
          const late = outOfDateKeys(draft)
          return {
            ...draft,
            namedPeople: [...draft.audience.people, ...draft.audience.excludedPeople].map(nameOf),
            titleEn: shownTwin(draft.titleEn, draft.title),
            summaryEn: shownTwin(draft.summaryEn, draft.summary),
            fragments: draft.fragments.map(fragment => ({
              ...fragment,
              outOfDate: late.has(fragment.key),
              stixObjects: fragment.stixIds.flatMap(stixId => objects.get(stixId) ?? []),
            })),
          }
        }),
        releaseObjections:
          product.state === 'IN_REVIEW'
            ? [
                ...releaseObjections(candidateOf(product, drafts, events), reader, at),
                ...(await this.gate.objections(tx, product, drafts, events, reader)),
              ]
            : [],
      }
    })
  }

  async preview(reader: Reader, id: string, at = new Date()): Promise<AudiencePreview> {
    const { editions, people } = await this.#audienceFacts(reader, id, at)
    return previewAudience(editions, people, at)
  }

  async explain(reader: Reader, id: string, personId: string, at = new Date()) {
    const { editions, people } = await this.#audienceFacts(reader, id, at)
    const person = people.find(candidate => candidate.reader.personId === personId)
    if (!person) throw notFound()
    const delivered = recipientsOf(editions, [person.reader], at).get(personId)?.edition
    return editions.map(edition => ({
      category: edition.category,
      delivered: edition === delivered,
      ...explain(person.reader, edition, at),
    }))
  }

  async dangling(reader: Reader, id: string, at = new Date()) {
    await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const drafts = await this.#products.drafts(tx, id)
      const documents = await this.store.documents(tx, drafts.flatMap(stixIdsOf))
      const references = drafts.flatMap(draft =>
        danglingOf(draft, documents).map(reference => ({ category: draft.category, ...reference })),
      )
      const known = await this.store.summaries(
        tx,
        references.map(reference => reference.id),
      )
      return references.map(reference => ({ ...reference, known: known.has(reference.id) }))
    })
  }

  signingKeys(): { keyId: string; publicKey: string }[] {
    return [{ keyId: this.key.keyId, publicKey: this.key.publicKey }]
  }

  async #audienceFacts(reader: Reader, id: string, at: Date) {
    await this.work.findForWork(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const drafts = await this.#products.drafts(tx, id)
      const people = await this.membership.peopleOfCouncil(tx)
      const editions = narrowestFirst(drafts).map(draft => asIfReleased(draft.id, draft, at))
      return { editions: editions satisfies EditionFacts[], people }
    })
  }

  #admit(reader: Reader, product: { ownerOrganisationId: string; requiredRank: number }, at: Date): void {
    if (!can(reader, 'draft', productSubject(product), at))
      throw new HubError(
        'FORBIDDEN',
        'NOT_ALLOWED',
        'You may not draft this: your role or your clearance does not reach so far.',
        undefined,
        '役割または適性評価の水準が足りないため、この内容は起案できません。',
      )
  }
}

function computed(editions: Parameters<typeof computeEdition>[0][]): EditionDraft[] {
  requireTexts(editions)
  const drafts = editions.map(computeEdition)
  for (const [index, draft] of drafts.entries()) {
    if (drafts.findIndex(other => other.category === draft.category) !== index)
      throw new HubError(
        'INVALID_INPUT',
        'DUPLICATE_CATEGORY',
        `Two editions come out as ${draft.category}; a product has at most one of each.`,
        `editions[${index}]`,
        '同じ区分の版が二つあります。区分ごとに一つだけ作成できます。',
      )
    if (draft.audience.toPublic && draft.category !== 'NOTICE')
      throw new HubError(
        'INVALID_INPUT',
        'PUBLIC_ABOVE_NOTICE',
        'Only a NOTICE can be released to the public.',
        `editions[${index}].audience.toPublic`,
        '公表できるのは周知等用の版だけです。',
      )
  }
  requireLadder(drafts)
  return drafts
}

const shownTwin = (twin: Twin | null | undefined, original: string) =>
  twin ? { ...twin, outOfDate: isTwinOutOfDate(twin, original) } : null

const rankOf = (drafts: readonly EditionDraft[]): number => Math.max(0, ...drafts.map(draft => draft.requiredRank))

const narrowestFirst = <T extends { category: InfoCategory }>(drafts: readonly T[]): T[] =>
  [...drafts].sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category))

function ownOf(reader: Reader, drafts: readonly EditionDraft[]): { ownerOrganisationId: string; requiredRank: number } {
  return { ownerOrganisationId: reader.organisationId ?? '', requiredRank: rankOf(drafts) }
}

const drillStays = () =>
  new HubError(
    'CONFLICT',
    'DRILL_STAYS',
    'Whether it is a drill is said at its making and does not change.',
    'drill',
    '訓練かどうかは作成時に決まり、変更できません。',
  )
