import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { HubError, parseInput } from '@noroshi/errors'
import {
  assertBrowsesContacts,
  assertNamesContacts,
  confirmationOf,
  confirmByOf,
  contactsInput,
  mayNameContacts,
  type ContactsView,
} from './contacts.ts'
import * as contacts from './contacts.repository.ts'
import { assertId } from './directory.ts'
import { invalid, notFound } from './membership.errors.ts'

/** How long a confirmation of contacts is good: the same number in every process of a hub. */
export abstract class ContactsSettings {
  abstract readonly goodForDays: number
}
/** Unless the hub is told otherwise (`HUB_CONTACTS_GOOD_FOR_DAYS`). */
export const CONTACTS_GOOD_FOR_DAYS = 180

/** The verbs of an organisation's contacts (ACT-6): look, name, confirm. Each is one transaction under the reader's own row-level security. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly database: Database,
    private readonly settings: ContactsSettings,
  ) {}

  /** @param organisationId null: the reader's own. @throws HubError NOT_FOUND, also of another organisation */
  async of(reader: Reader, organisationId: string | null, at = new Date()): Promise<ContactsView> {
    const id = ownUnless(reader, organisationId)
    assertBrowsesContacts(reader, id, at)
    return this.database.asReader(reader, tx => this.#view(tx, reader, id, at))
  }

  /**
   * Names them anew, which says that they are right.
   * @throws HubError NOT_FOUND as `of`, FORBIDDEN to who does not name them, INVALID_INPUT naming the field, CONFLICT when others were named since
   */
  async name(reader: Reader, organisationId: string | null, value: unknown, at = new Date()): Promise<ContactsView> {
    const id = ownUnless(reader, organisationId)
    assertNamesContacts(reader, id, at)
    const { replaces, ...named } = parseInput(contactsInput, value)
    return this.database.asReader(reader, async tx => {
      await contacts.holdContacts(tx, id)
      const people = await contacts.colleaguesOf(tx, id)
      if (people.length === 0) throw notFound()
      if (replaces !== null && (await contacts.contactsOf(tx, id))?.entryId !== replaces) throw namedSince()
      for (const field of ['firstId', 'secondId'] as const)
        if (named[field] !== null && !people.some(one => one.id === named[field] && one.active)) throw notOfThem(field)
      await contacts.insertContacts(tx, id, named, reader.personId)
      return this.#view(tx, reader, id, at)
    })
  }

  /** Says that they are still right. @throws HubError NOT_FOUND as `of`, FORBIDDEN, CONFLICT when nobody was ever named */
  async confirm(reader: Reader, organisationId: string | null, at = new Date()): Promise<ContactsView> {
    const id = ownUnless(reader, organisationId)
    assertBrowsesContacts(reader, id, at)
    return this.database.asReader(reader, async tx => {
      const view = await this.#view(tx, reader, id, at)
      if (view.first === null) throw nobodyNamed()
      if (!view.mayConfirm) throw notTheirs()
      await contacts.insertConfirmation(tx, id, reader.personId)
      return this.#view(tx, reader, id, at)
    })
  }

  async #view(tx: Tx, reader: Reader, organisationId: string, at: Date): Promise<ContactsView> {
    const [row, people] = [
      await contacts.contactsOf(tx, organisationId),
      await contacts.colleaguesOf(tx, organisationId),
    ]
    const personOf = (id: string | null | undefined) => people.find(one => one.id === id) ?? null
    const mayName = mayNameContacts(reader, organisationId, at)
    const active = people.filter(one => one.active)
    const isAmong = (ids: readonly (string | null)[]) => reader.personId !== null && ids.includes(reader.personId)
    const awaited = row?.awaited ?? []
    // Who came in says so themselves; nobody says it for them.
    const mayConfirm =
      awaited.length > 0 ? isAmong(awaited) : mayName || (row !== undefined && isAmong([row.firstId, row.secondId]))
    return {
      ...{ organisationId, entryId: row?.entryId ?? null, mayName, mayConfirm },
      ...{ first: personOf(row?.firstId), second: personOf(row?.secondId) },
      ...{ dutyPhone: row?.dutyPhone ?? null, dutyHours: row?.dutyHours ?? '' },
      confirmedAt: row?.confirmedAt.toISOString() ?? null,
      confirmBy: row ? confirmByOf(row.confirmedAt, this.settings.goodForDays).toISOString() : null,
      standing: standingOf(row, at, this.settings.goodForDays),
      mailReturned: mayConfirm ? active.filter(({ mailReturned }) => mailReturned) : [],
      people: mayName ? active : [],
    }
  }
}

function standingOf(row: contacts.ContactsRow | undefined, at: Date, goodForDays: number): ContactsView['standing'] {
  if (row === undefined) return 'OVERDUE'
  return row.awaited.length > 0 ? 'HANDED_OVER' : confirmationOf(row.confirmedAt, at, goodForDays)
}

/** @throws HubError NOT_FOUND for what is no id, and for who is of no organisation */
export function ownUnless(reader: Reader, organisationId: string | null): string {
  const id = organisationId ?? reader.organisationId
  if (id === null) throw notFound()
  assertId(id)
  return id.toLowerCase()
}

const notOfThem = (field: string) =>
  invalid(
    field,
    'NOT_OF_ORGANISATION',
    'A contact is an active person of that organisation.',
    '連絡先には、その組織の有効な利用者を選んでください。',
  )

const namedSince = () =>
  new HubError(
    'CONFLICT',
    'CHANGED_MEANWHILE',
    'Others were named since, or a post was handed over: look at them again.',
    'replaces',
    'その後に連絡先が変更されたか、引き継がれています。最新の内容を確認してからやり直してください。',
  )

const nobodyNamed = () =>
  new HubError(
    'CONFLICT',
    'NO_CONTACTS',
    'Nobody was named yet: name a contact first.',
    undefined,
    '連絡先がまだ登録されていません。先に登録してください。',
  )

const notTheirs = () =>
  new HubError(
    'FORBIDDEN',
    'NOT_A_CONTACT',
    'Contacts are confirmed by whoever is one, or names them; after a hand-over by whoever came in.',
    undefined,
    '連絡先を確認できるのは、連絡先本人と、連絡先を変更できる人です。引継ぎの後は、後任者本人が確認します。',
  )
