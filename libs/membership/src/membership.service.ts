/*
 * The verbs of membership for somebody who is in: oneself, the directory, administration, and the Readers of the council.
 * Each is one transaction under the reader's own row-level security. Getting in stands in access.service.ts, enrolment in
 * enrolment.service.ts, who is in the registry in registry.service.ts.
 */
import { Injectable } from '@nestjs/common'
import type { MembershipState, Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { findSeat } from './access.repository.ts'
import { acceptedClearance, acceptedReason, assertAdministers, assertFuture, assertMayMove } from './administration.ts'
import { assertGovernment, assertId, cursorOf, pageLength, parseCursor } from './directory.ts'
import { notFound } from './membership.errors.ts'
import * as repository from './membership.repository.ts'
import { factsOfOrganisation, viewOfOrganisation } from './organisation.ts'
import type { Organisation } from './organisation.ts'
import { abilitiesOf, clearanceOf, factsOfPerson, readerOf } from './person.ts'
import { RegistryService } from './registry.service.ts'
import type {
  ClearanceRecord,
  CouncilPerson,
  Me,
  OrganisationFilter,
  OrganisationPage,
  OrganisationView,
  PageRequest,
  PersonFacts,
  PersonName,
  ReferenceFacts,
  SignedIn,
} from './words.ts'

/** Organisations, people, clearances, sessions and keys; the one place where Readers are made (§2.1, §2.2). */
@Injectable()
export class MembershipService extends RegistryService {
  /** Fields, industries and clearance levels; the same for everybody (§3.1, §3.2). */
  referenceData(reader: Reader | null): Promise<ReferenceFacts> {
    if (reader) return this.database.asReader(reader, repository.referenceTables)
    return this.database.asStranger(this.database.tiers[0] ?? 'PUBLIC', '', repository.referenceTables)
  }

  /** Who is signed in, with what a page shows about them. */
  async me(signedIn: SignedIn, at: Date): Promise<Me> {
    const { reader } = signedIn
    return this.database.asReader(reader, async tx => {
      const seat = await findSeat(tx, reader.personId)
      if (!seat) throw notFound()
      const { id: personId, name, email, tier, roles } = seat.person
      const clearance = clearanceOf(seat.person, await repository.clearanceLevels(tx), at)
      const organisation = viewOfOrganisation(factsOfOrganisation(seat.organisation, at))
      const abilities = abilitiesOf(readerOf(seat.person, seat.organisation), at)
      return { personId, name, email, tier, roles, organisation, clearance, abilities }
    })
  }

  /** The directory, by name (ACT-1). @throws HubError FORBIDDEN to all but government, INVALID_INPUT */
  async organisations(
    reader: Reader,
    filter: OrganisationFilter,
    page: PageRequest,
    at: Date,
  ): Promise<OrganisationPage> {
    assertGovernment(reader)
    const length = pageLength(page)
    const after = parseCursor(page.after)
    // One more than asked for tells whether there is more, without counting.
    const rows = await this.database.asReader(reader, tx =>
      repository.organisationsAfter(tx, filter, after, length + 1),
    )
    const shown = rows.slice(0, length)
    const last = shown.at(-1)
    const items = shown.map(row => viewOfOrganisation(factsOfOrganisation(row, at)))
    return { items, endCursor: last ? cursorOf(last) : null, hasMore: rows.length > length }
  }

  /** One organisation with its people and history. @throws HubError FORBIDDEN to all but government, NOT_FOUND */
  async organisation(reader: Reader, id: string, at: Date): Promise<OrganisationView> {
    assertGovernment(reader)
    assertId(id)
    return this.database.asReader(reader, tx => fullView(tx, id, at))
  }

  /** Moves a membership along its states (ACT-3, ACT-5). @throws HubError FORBIDDEN, NOT_FOUND, CONFLICT, INVALID_INPUT */
  async moveMembership(
    reader: Reader,
    organisationId: string,
    to: MembershipState,
    reason: string,
    at: Date,
  ): Promise<OrganisationView> {
    return this.#administer(reader, organisationId, at, async (tx, organisation) => {
      const accepted = acceptedReason(reason)
      assertMayMove(reader, organisation, to, at)
      await repository.updateState(tx, organisation.id, to)
      await repository.recordChange(tx, organisation, to, accepted, reader.personId, at)
    })
  }

  /** Records until when the 安全管理措置 are valid; null withdraws them (CLR-8). @throws HubError as `moveMembership` */
  async recordSafeguards(
    reader: Reader,
    organisationId: string,
    validUntil: Date | null,
    at: Date,
  ): Promise<OrganisationView> {
    return this.#administer(reader, organisationId, at, async (tx, organisation) => {
      if (validUntil) assertFuture('validUntil', validUntil, at)
      await repository.updateSafeguards(tx, organisation.id, validUntil)
      const line = `安全管理措置：${validUntil ? `${validUntil.toISOString()} まで確認` : '確認を取消し'}`
      await repository.recordChange(tx, organisation, organisation.state, line, reader.personId, at)
    })
  }

  /** Records a person's clearance; rank 0 withdraws it (CLR-2). @throws HubError FORBIDDEN, NOT_FOUND, INVALID_INPUT */
  async recordClearance(reader: Reader, personId: string, record: ClearanceRecord, at: Date): Promise<PersonFacts> {
    assertId(personId)
    return this.database.asReader(reader, async tx => {
      const seat = await findSeat(tx, personId)
      if (!seat) throw notFound()
      const { organisation } = seat
      assertAdministers(reader, organisation.id, at)
      const before = await repository.lockPerson(tx, personId)
      if (!before) throw notFound()
      const levels = await repository.clearanceLevels(tx)
      const clearance = acceptedClearance(reader, before, levels, record, at)
      await repository.updateClearance(tx, personId, clearance)
      const until = clearance.validUntil
        ? `（${clearance.validUntil.toISOString()} まで、${clearance.verifiedBy}）`
        : ''
      const line = `クリアランス：${before.name} ${before.clearanceRank} → ${clearance.rank}${until}`
      await repository.recordChange(tx, organisation, organisation.state, line, reader.personId, at)
      const after = await repository.findPerson(tx, personId)
      if (!after) throw notFound()
      return factsOfPerson(after, levels, at)
    })
  }

  /** Names of people, for pages that tell who did what; those the transaction's reader may not see are left out. */
  async names(tx: Tx, ids: readonly string[]): Promise<Map<string, PersonName>> {
    return new Map((await repository.namesOf(tx, ids)).map(person => [person.id, person]))
  }

  /** All active people with their names, for the audience preview; inside government's own transaction. */
  peopleOfCouncil(tx: Tx): Promise<CouncilPerson[]> {
    return repository.activePeople(tx)
  }

  /** Active people who never enrolled; inside government's own transaction. */
  neverEnrolled(tx: Tx): Promise<Set<string>> {
    return repository.neverEnrolled(tx)
  }

  /** Active organisations without an active person, as somebody would be who were there; inside government's own transaction. */
  desertedOrganisations(tx: Tx): Promise<CouncilPerson[]> {
    return repository.deserted(tx)
  }

  /** All active people as Readers, without a name; inside the worker's transaction. */
  readersForDispatch(tx: Tx, ids: readonly string[] | null = null): Promise<Reader[]> {
    return repository.activeReaders(tx, ids)
  }

  /** One administrator's change of one organisation: decide, lock, change, answer, in one transaction. */
  #administer(
    reader: Reader,
    organisationId: string,
    at: Date,
    change: (tx: Tx, organisation: Organisation) => Promise<void>,
  ): Promise<OrganisationView> {
    assertAdministers(reader, organisationId, at)
    assertId(organisationId)
    return this.database.asReader(reader, async tx => {
      const organisation = await repository.lockOrganisation(tx, organisationId)
      if (!organisation) throw notFound()
      await change(tx, organisation)
      return fullView(tx, organisationId, at)
    })
  }
}

async function fullView(tx: Tx, id: string, at: Date): Promise<OrganisationView> {
  const organisation = await repository.findOrganisation(tx, id)
  if (!organisation) throw notFound()
  const levels = await repository.clearanceLevels(tx)
  const people = (await repository.peopleOf(tx, id)).map(person => factsOfPerson(person, levels, at))
  return { ...factsOfOrganisation(organisation, at), people, history: await repository.historyOf(tx, id) }
}
