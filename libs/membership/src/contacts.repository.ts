/*
 * All SQL about contacts. Row-level security answers of one's own organisation, to the council's administrators of every one, and lets the
 * coordinator and them append.
 */
import type { Tx } from '@noroshi/database'
import type { ContactPerson } from './contacts.ts'

/** What was named last. */
export interface ContactsRow {
  readonly firstId: string | null
  readonly secondId: string | null
  readonly dutyPhone: string | null
  readonly dutyHours: string
  readonly confirmedAt: Date
}

/** The contacts of one organisation; undefined: never named. */
export async function contactsOf(tx: Tx, organisationId: string): Promise<ContactsRow | undefined> {
  const rows = await tx.query<ContactsRow[]>(
    `select e.first_id as "firstId", e.second_id as "secondId", e.duty_phone as "dutyPhone", e.duty_hours as "dutyHours",
       greatest(e.at, (select max(c.at) from hub.contacts_confirmation c where c.organisation_id = e.organisation_id)) as "confirmedAt"
     from hub.contacts_entry e where e.organisation_id = $1 order by e.at desc limit 1`,
    [organisationId],
  )
  return rows[0]
}

/** The people of one organisation, by name, and whether mail to them comes back. */
export function colleaguesOf(tx: Tx, organisationId: string): Promise<(ContactPerson & { mailReturned: boolean })[]> {
  return tx.query(
    `select person_id as id, name, active, mail_returned as "mailReturned" from hub.colleague where organisation_id = $1 order by name collate "C", person_id`,
    [organisationId],
  )
}

/** Names them anew. */
export async function insertContacts(
  tx: Tx,
  organisationId: string,
  contacts: Omit<ContactsRow, 'confirmedAt'>,
  enteredBy: string | null,
): Promise<void> {
  const { firstId, secondId, dutyPhone, dutyHours } = contacts
  await tx.query(
    `insert into hub.contacts_entry (organisation_id, first_id, second_id, duty_phone, duty_hours, entered_by) values ($1, $2, $3, $4, $5, $6)`,
    [organisationId, firstId, secondId, dutyPhone, dutyHours, enteredBy],
  )
}

/** Says that they are right. */
export async function insertConfirmation(tx: Tx, organisationId: string, personId: string | null): Promise<void> {
  await tx.query('insert into hub.contacts_confirmation (organisation_id, person_id) values ($1, $2)', [
    organisationId,
    personId,
  ])
}
