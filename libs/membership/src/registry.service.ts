/*
 * The registry: an administrator registers organisations and people, invites them, and changes what they may do. Each verb
 * is one transaction with a line of history (ACT-1, ACT-2, ACT-5). The token of an invitation is answered once.
 */
import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader, Role } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import { findSeat } from './access.repository.ts'
import { assertAdministers } from './administration.ts'
import { assertId } from './directory.ts'
import { invitationExpiry } from './enrolment.ts'
import type { InvitedPerson } from './enrolment.ts'
import { insertEnrolment } from './enrolment.repository.ts'
import { EnrolmentService } from './enrolment.service.ts'
import { administratorsOnly, notFound, unknownSector } from './membership.errors.ts'
import { assertSeen, TakenNames } from './likeness.ts'
import * as repository from './membership.repository.ts'
import { factsOfOrganisation, viewOfOrganisation } from './organisation.ts'
import type { Organisation } from './organisation.ts'
import { factsOfPerson } from './person.ts'
import type { Person } from './person.ts'
import * as registry from './registry.repository.ts'
import {
  assertAnother,
  assertOversightKept,
  assertRegistrable,
  assertRolesFit,
  organisationShape,
  personShape,
  rolesShape,
  traitsShape,
} from './registry.ts'
import type { OrganisationRequest, OrganisationTraits, PersonRequest } from './registry.ts'
import { digestOf, newToken } from './token.ts'
import type { OrganisationView, PersonFacts } from './words.ts'

/** One change of one person: `line` goes into the history; null: nothing was to be done. */
type Change = (tx: Tx, person: Person, organisation: Organisation) => Promise<string | null>

/** The verbs of the registry; `MembershipService` is what the house injects. */
@Injectable()
export class RegistryService extends EnrolmentService {
  /** Registers an organisation that applied to join (ACT-1). @throws HubError FORBIDDEN, INVALID_INPUT naming the field */
  async registerOrganisation(reader: Reader, request: OrganisationRequest, at: Date): Promise<OrganisationView> {
    const id = randomUUID()
    assertAdministers(reader, id, at)
    const accepted = parseInput(organisationShape, request)
    const { name, nameEn, competentMinistry, prefecture } = accepted
    assertSeen({ name, nameEn, competentMinistry, prefecture })
    return this.database.asReader(reader, async tx => {
      const { sectors } = await repository.referenceTables(tx)
      assertRegistrable(
        accepted,
        sectors.map(sector => sector.id),
      )
      await registry.holdCircles(tx)
      // One registration after the other: two that look alike do not both find that they are the first.
      await registry.lockAdministrators(tx)
      new TakenNames(await registry.namesOfOrganisations(tx)).assertFree(accepted)
      await registry.insertOrganisation(tx, id, accepted, at)
      const { tier } = accepted
      await repository.recordChange(tx, { id, tier, state: null }, 'APPLIED', '組織を登録', reader.personId, at)
      const organisation = await repository.findOrganisation(tx, id)
      if (!organisation) throw notFound()
      return viewOfOrganisation(factsOfOrganisation(organisation, at))
    })
  }

  /**
   * Records an organisation's sectors, prefecture, size and capability anew: circles by rule follow at once.
   * @throws HubError FORBIDDEN (also for one's own organisation), NOT_FOUND, INVALID_INPUT naming the field
   */
  async recordTraits(
    reader: Reader,
    organisationId: string,
    request: OrganisationTraits,
    at: Date,
  ): Promise<OrganisationView> {
    assertAdministers(reader, organisationId, at)
    assertId(organisationId)
    const traits = parseInput(traitsShape, request)
    assertSeen({ prefecture: traits.prefecture })
    if (organisationId === reader.organisationId)
      throw new HubError(
        'FORBIDDEN',
        'OWN_ORGANISATION',
        'Nobody records what their own organisation is: it decides whom it is addressed with.',
        undefined,
        '自組織の属性は変更できません（情報の宛先が変わるためです）。他の機関の管理者に依頼してください。',
      )
    return this.database.asReader(reader, async tx => {
      await registry.holdCircles(tx)
      const organisation = await repository.lockOrganisation(tx, organisationId)
      if (!organisation) throw notFound()
      const { sectors } = await repository.referenceTables(tx)
      if (traits.sectors.some(sector => !sectors.some(({ id }) => id === sector))) throw unknownSector('sectors')
      await registry.updateTraits(tx, organisationId, traits)
      const words = [traits.sectors.join('・'), traits.prefecture, traits.size, traits.capability]
      await this.#record(tx, organisation, `属性：${words.map(word => word || '—').join('／')}`, reader, at)
      const after = await repository.findOrganisation(tx, organisationId)
      if (!after) throw notFound()
      return viewOfOrganisation(factsOfOrganisation(after, at))
    })
  }

  /**
   * Registers a person of an organisation and invites them to enrol; the token is shown this once (ACT-2, AU-13).
   * @throws HubError FORBIDDEN, NOT_FOUND, INVALID_INPUT naming the field, CONFLICT when the address is taken
   */
  async registerPerson(
    reader: Reader,
    organisationId: string,
    request: PersonRequest,
    at: Date,
  ): Promise<InvitedPerson> {
    assertAdministers(reader, organisationId, at)
    assertId(organisationId)
    const accepted = parseInput(personShape, request)
    assertSeen({ name: accepted.name })
    return this.database.asReader(reader, async tx => {
      const organisation = await repository.lockOrganisation(tx, organisationId)
      if (!organisation) throw notFound()
      assertNotWithdrawn(organisation)
      assertRolesFit(organisation.tier, accepted.roles)
      if (await registry.isAddressTaken(tx, accepted.email))
        throw new HubError(
          'CONFLICT',
          'ADDRESS_TAKEN',
          'Somebody of the council has this e-mail address.',
          'email',
          'このメールアドレスは既に登録されています。',
        )
      const id = randomUUID()
      await registry.insertPerson(tx, id, organisation, accepted, at)
      await this.#record(tx, organisation, `担当者を登録：${accepted.name}${listed(accepted.roles)}`, reader, at)
      return this.#invite(tx, id, at)
    })
  }

  /** Replaces a person's roles. @throws HubError FORBIDDEN (also for one's own), NOT_FOUND, INVALID_INPUT */
  assignRoles(reader: Reader, personId: string, roles: readonly Role[], at: Date): Promise<PersonFacts> {
    return this.#change(reader, personId, at, async (tx, person, organisation) => {
      const { roles: accepted } = parseInput(rolesShape, { roles })
      assertRolesFit(person.tier, accepted)
      assertOversightKept(organisation, person, { roles: accepted })
      await registry.updateRoles(tx, person.id, accepted)
      return `役割：${person.name}${listed(person.roles)} → ${listed(accepted)}`
    })
  }

  /** Shuts a person out: every access fails from the next request on, sockets close (AU-9). @throws as `assignRoles` */
  deactivatePerson(reader: Reader, personId: string, at: Date): Promise<PersonFacts> {
    return this.#change(reader, personId, at, async (tx, person, organisation) => {
      assertOversightKept(organisation, person, { active: false })
      if (!person.active) return null
      await registry.updateActive(tx, person.id, false)
      return `利用停止：${person.name}`
    })
  }

  /** Lets a person in again. @throws as `assignRoles` */
  reactivatePerson(reader: Reader, personId: string, at: Date): Promise<PersonFacts> {
    return this.#change(reader, personId, at, async (tx, person) => {
      if (person.active) return null
      await registry.updateActive(tx, person.id, true)
      return `利用再開：${person.name}`
    })
  }

  /**
   * Invites a person anew, who lost password or authenticator or let the invitation lapse. What they sign in with stays
   * good until the new token is used; earlier tokens are void at once (AU-13).
   * @throws HubError FORBIDDEN (also for oneself), NOT_FOUND, CONFLICT for who is shut out
   */
  async renewEnrolment(reader: Reader, personId: string, at: Date): Promise<InvitedPerson> {
    assertId(personId)
    return this.database.asReader(reader, async tx => {
      const { person, organisation } = await this.#another(tx, reader, personId, at)
      assertNotWithdrawn(organisation)
      if (!person.active)
        throw new HubError(
          'CONFLICT',
          'INACTIVE',
          'The person is shut out: let them in again first.',
          undefined,
          '利用停止中です。先に利用を再開してください。',
        )
      await this.#record(tx, organisation, `登録手続を再発行：${person.name}`, reader, at)
      return this.#invite(tx, personId, at)
    })
  }

  #change(reader: Reader, personId: string, at: Date, change: Change): Promise<PersonFacts> {
    assertId(personId)
    return this.database.asReader(reader, async tx => {
      const { person, organisation } = await this.#another(tx, reader, personId, at)
      const line = await change(tx, person, organisation)
      if (line !== null) await this.#record(tx, organisation, line, reader, at)
      return personNow(tx, personId, at)
    })
  }

  /** Somebody else's rows, for an administrator who still is one while the transaction lasts. */
  async #another(tx: Tx, reader: Reader, personId: string, at: Date) {
    const seat = await findSeat(tx, personId)
    if (!seat) throw notFound()
    const { organisation } = seat
    assertAdministers(reader, organisation.id, at)
    const administrators = await registry.lockAdministrators(tx)
    if (!administrators.some(id => id === reader.personId)) throw administratorsOnly()
    const person = await repository.lockPerson(tx, personId)
    if (!person) throw notFound()
    assertAnother(reader, person)
    return { person, organisation }
  }

  async #invite(tx: Tx, personId: string, at: Date): Promise<InvitedPerson> {
    const person = await repository.findPerson(tx, personId)
    if (!person) throw notFound()
    const { tier } = person
    const enrolmentToken = newToken('ENROLMENT', tier)
    const expiresAt = invitationExpiry(at)
    await insertEnrolment(tx, { tokenHash: digestOf(enrolmentToken), personId, tier, at, expiresAt })
    return { person: await personNow(tx, personId, at), enrolmentToken, expiresAt }
  }

  #record(tx: Tx, organisation: Organisation, line: string, reader: Reader, at: Date): Promise<void> {
    return repository.recordChange(tx, organisation, organisation.state, line, reader.personId, at)
  }
}

async function personNow(tx: Tx, personId: string, at: Date): Promise<PersonFacts> {
  const person = await repository.findPerson(tx, personId)
  if (!person) throw notFound()
  return factsOfPerson(person, await repository.clearanceLevels(tx), at)
}

/** @throws HubError CONFLICT: who left the council has nobody to invite */
function assertNotWithdrawn(organisation: Organisation): void {
  if (organisation.state === 'WITHDRAWN')
    throw new HubError(
      'CONFLICT',
      'ORGANISATION_WITHDRAWN',
      'The organisation has left the council.',
      undefined,
      'この組織は脱退しています。',
    )
}

const listed = (roles: readonly Role[]): string => (roles.length > 0 ? `（${roles.join('・')}）` : '（役割なし）')
