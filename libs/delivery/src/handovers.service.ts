import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { notFound, parseInput } from '@noroshi/errors'
import {
  assertBrowsesContacts,
  assertNamesContacts,
  colleaguesOf,
  contactsOf,
  holdContacts,
  mayNameContacts,
  ownUnless,
  type ContactPerson,
} from '@noroshi/membership'
import type { Page, PageRequest } from '@noroshi/products'
import { randomUUID } from 'node:crypto'
import {
  alreadyPlanned,
  changedMeanwhile,
  isOver,
  notOfOrganisation,
  shutOutByRegistry,
  wrongDay,
} from './handover.errors.ts'
import { HandoverRepository, personAmong, type PersonFacts } from './handover.repository.ts'
import {
  changeInput,
  contactsAfter,
  dayInJapan,
  handoverInput,
  lastDay,
  postsOf,
  previewInput,
  type Handover,
  type HandoverPreview,
  type HandoverWork,
  type HandoverWarning,
} from './handover.ts'

/** Plans hand-overs (ACT-6): look, try, plan, change, call off. Each is one transaction under the reader's own row-level security. */
@Injectable()
export class HandoversService {
  readonly #handovers = new HandoverRepository()

  constructor(private readonly database: Database) {}

  /**
   * Of one organisation, those that the reader plans or is in.
   * @param organisationId null: the reader's own @throws HubError NOT_FOUND, also of another organisation
   */
  async list(
    reader: Reader,
    organisationId: string | null,
    page: PageRequest,
    at = new Date(),
  ): Promise<Page<Handover>> {
    const id = ownUnless(reader, organisationId)
    assertBrowsesContacts(reader, id, at)
    const found = await this.database.asReader(reader, tx => this.#handovers.page(tx, id, page))
    return { ...found, items: found.items.map(one => shownTo(reader, one, at)) }
  }

  /** What would go over, were it now. @throws HubError NOT_FOUND and FORBIDDEN as contacts are named, INVALID_INPUT naming the field */
  async preview(
    reader: Reader,
    organisationId: string | null,
    value: unknown,
    at = new Date(),
  ): Promise<HandoverPreview> {
    const id = ownUnless(reader, organisationId)
    assertNamesContacts(reader, id, at)
    const { leaverId, successorId, effectiveOn } = parseInput(previewInput, value)
    return this.database.asReader(reader, async tx => {
      const people = await this.#peopleOf(tx, id, leaverId, null)
      const row = await contactsOf(tx, id)
      const now = { firstId: row?.firstId ?? null, secondId: row?.secondId ?? null }
      const after = successorId === null ? now : contactsAfter(now, new Map([[leaverId, successorId]]))
      const isGovernment = reader.tier === 'GOVERNMENT'
      const { cases, casesThatStay, dutyTurns } = await this.#workOf(tx, reader, leaverId, successorId)
      const pair = [leaverId, ...(successorId === null ? [] : [successorId])]
      const facts = await this.#handovers.factsOf(tx, pair, effectiveOn ?? dayInJapan(at), isGovernment)
      const [firstAfter, secondAfter] = [personAmong(people, after.firstId), personAmong(people, after.secondId)]
      const posts = postsOf(now, leaverId)
      const hadSecond = personAmong(people, now.secondId)?.active === true
      return {
        ...{ posts, firstAfter, secondAfter, hasDutyPhone: (row?.dutyPhone ?? null) !== null },
        warnings: [
          ...(posts.length + cases + casesThatStay + dutyTurns === 0 ? (['NOTHING_GOES_OVER'] as const) : []),
          ...againstIt(personAmong(people, successorId), facts, leaverId, successorId),
          ...(firstAfter?.active === true ? [] : (['NO_FIRST_AFTER'] as const)),
          ...(hadSecond && secondAfter?.active !== true ? (['NO_SECOND_AFTER'] as const) : []),
        ],
      }
    })
  }

  /** What of government's work goes with it. @throws HubError as `preview` */
  async work(reader: Reader, organisationId: string | null, value: unknown, at = new Date()): Promise<HandoverWork> {
    const id = ownUnless(reader, organisationId)
    assertNamesContacts(reader, id, at)
    const { leaverId, successorId } = parseInput(previewInput, value)
    return this.database.asReader(reader, async tx => {
      await this.#peopleOf(tx, id, leaverId, null)
      return this.#workOf(tx, reader, leaverId, successorId)
    })
  }

  /**
   * @throws HubError NOT_FOUND and FORBIDDEN as contacts are named, INVALID_INPUT naming the field, CONFLICT when one of this person is planned
   */
  async plan(reader: Reader, organisationId: string | null, value: unknown, at = new Date()): Promise<Handover> {
    const organisation = ownUnless(reader, organisationId)
    assertNamesContacts(reader, organisation, at)
    const input = parseInput(handoverInput, value)
    if (!isOpenDay(input.effectiveOn, at)) throw wrongDay()
    return this.database.asReader(reader, async tx => {
      await holdContacts(tx, organisation)
      await this.#peopleOf(tx, organisation, input.leaverId, input.successorId)
      await this.#assertMayShutOut(tx, reader, input.leaverId, input.shutOut)
      if (await this.#handovers.isPlanned(tx, input.leaverId)) throw alreadyPlanned()
      const id = randomUUID()
      await this.#handovers.insert(tx, id, organisation, input, reader.personId)
      return this.#shown(tx, reader, id, at)
    })
  }

  /**
   * Changes who follows, on which day, whether whoever leaves is shut out, and why; as long as it is not carried out.
   * @param revision as the caller saw it
   * @throws HubError NOT_FOUND, FORBIDDEN, INVALID_INPUT naming the field, CONFLICT when it is over or was changed meanwhile
   */
  async change(reader: Reader, id: string, revision: number, value: unknown, at = new Date()): Promise<Handover> {
    const input = parseInput(changeInput, value)
    return this.#alter(reader, id, revision, at, async (tx, found) => {
      if (input.successorId === found.leaver.id) throw notOfOrganisation('successorId')
      // What is held keeps the day that has come.
      if (input.effectiveOn !== found.effectiveOn && !isOpenDay(input.effectiveOn, at)) throw wrongDay()
      await this.#peopleOf(tx, found.organisationId, found.leaver.id, input.successorId)
      await this.#assertMayShutOut(tx, reader, found.leaver.id, input.shutOut)
      return this.#handovers.change(tx, id, revision, input, reader.personId)
    })
  }

  /** @throws HubError as `change` */
  async callOff(reader: Reader, id: string, revision: number, at = new Date()): Promise<Handover> {
    return this.#alter(reader, id, revision, at, tx => this.#handovers.callOff(tx, id, revision, reader.personId))
  }

  async #alter(
    reader: Reader,
    id: string,
    revision: number,
    at: Date,
    write: (tx: Tx, found: Omit<Handover, 'mayChange'>) => Promise<boolean>,
  ): Promise<Handover> {
    if (!isUuid(id)) throw notFound()
    return this.database.asReader(reader, async tx => {
      const found = await this.#handovers.find(tx, id)
      if (!found) throw notFound()
      assertNamesContacts(reader, found.organisationId, at)
      if (found.endedAt !== null) throw isOver()
      if (found.revision !== revision) throw changedMeanwhile()
      if (!(await write(tx, found))) {
        // The worker or somebody else was there first.
        throw (await this.#handovers.find(tx, id))?.endedAt === null ? changedMeanwhile() : isOver()
      }
      return this.#shown(tx, reader, id, at)
    })
  }

  async #workOf(tx: Tx, reader: Reader, leaverId: string, successorId: string | null): Promise<HandoverWork> {
    return reader.tier === 'GOVERNMENT' ? this.#handovers.workOf(tx, leaverId, successorId) : NO_WORK
  }

  async #shown(tx: Tx, reader: Reader, id: string, at: Date): Promise<Handover> {
    const found = await this.#handovers.find(tx, id)
    if (!found) throw notFound()
    return shownTo(reader, found, at)
  }

  /** The people of the organisation, among whom these two are. */
  async #peopleOf(
    tx: Tx,
    organisationId: string,
    leaverId: string,
    successorId: string | null,
  ): Promise<ContactPerson[]> {
    const people = await colleaguesOf(tx, organisationId)
    if (people.length === 0) throw notFound()
    if (!personAmong(people, leaverId)) throw notOfOrganisation('leaverId')
    if (successorId !== null && personAmong(people, successorId)?.active !== true)
      throw notOfOrganisation('successorId')
    return people
  }

  async #assertMayShutOut(tx: Tx, reader: Reader, leaverId: string, shutOut: boolean): Promise<void> {
    if (!shutOut || reader.tier !== 'GOVERNMENT') return
    const [facts] = await this.#handovers.factsOf(tx, [leaverId], dayInJapan(new Date()), true)
    const isOfRegistry = facts.roles?.some(role => role === 'ADMINISTRATOR' || role === 'OVERSIGHT_INSPECTOR')
    if (isOfRegistry || facts.isOversight) throw shutOutByRegistry()
  }
}

const NO_WORK = { cases: 0, casesThatStay: 0, dutyTurns: 0 }

const isOpenDay = (day: string, at: Date): boolean => day >= dayInJapan(at) && day <= lastDay(at)

const shownTo = (reader: Reader, one: Omit<Handover, 'mayChange'>, at: Date): Handover => ({
  ...one,
  mayChange: one.endedAt === null && mayNameContacts(reader, one.organisationId, at),
})

/** What speaks against whoever follows; of roles and clearance, where the reader sees them: a hand-over gives neither. */
function againstIt(
  successor: ContactPerson | null,
  facts: readonly PersonFacts[],
  leaverId: string,
  successorId: string | null,
): HandoverWarning[] {
  if (successorId === null) return ['NO_SUCCESSOR']
  const [before, after] = [leaverId, successorId].map(id => facts.find(one => one.id === id))
  const lacks = before?.roles?.some(role => after?.roles?.includes(role) === false)
  return [
    ...(successor?.active === true ? [] : (['SUCCESSOR_INACTIVE'] as const)),
    ...(after?.enrolled === false ? (['SUCCESSOR_NOT_ENROLLED'] as const) : []),
    ...(after?.leaves === true ? (['SUCCESSOR_LEAVES'] as const) : []),
    ...(lacks === true ? (['SUCCESSOR_LACKS_ROLES'] as const) : []),
    ...(before?.isCleared === true && after?.isCleared === false ? (['SUCCESSOR_LACKS_CLEARANCE'] as const) : []),
  ]
}
