/*
 * All SQL about contacts. Row-level security answers of one's own organisation, to the council's administrators of every one, and lets the
 * coordinator and them append.
 */
import type { Tx } from '@noroshi/database'
import type { ContactPerson } from './contacts.ts'

/** What was named last. */
export interface ContactsRow {
  readonly entryId: string
  readonly firstId: string | null
  readonly secondId: string | null
  readonly dutyPhone: string | null
  readonly dutyHours: string
  readonly confirmedAt: Date
  /** Those who came in by a hand-over and have not confirmed since. */
  readonly awaited: readonly string[]
}

/** Those of the entry `e` who came in by a hand-over and have not confirmed since, as an array. */
export const AWAITED = `array(select h.id from unnest(e.handed_to) h (id) where not exists (
  select 1 from hub.contacts_confirmation c where c.organisation_id = e.organisation_id and c.person_id = h.id and c.at >= e.at))`

/** One change of an organisation's contacts after the other, also by the worker. */
export async function holdContacts(tx: Tx, organisationId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('noroshi contacts'), hashtext($1))`, [organisationId])
}

/** The contacts of one organisation; undefined: never named. */
export async function contactsOf(tx: Tx, organisationId: string): Promise<ContactsRow | undefined> {
  const rows = await tx.query<ContactsRow[]>(
    `select e.id as "entryId", e.first_id as "firstId", e.second_id as "secondId", k.duty_phone as "dutyPhone", k.duty_hours as "dutyHours",
       greatest(e.at, (select max(c.at) from hub.contacts_confirmation c where c.organisation_id = e.organisation_id)) as "confirmedAt",
       ${AWAITED} as awaited
     from hub.contacts_entry e join hub.contacts_entry k on k.id = coalesce(e.continues, e.id)
     where e.organisation_id = $1 order by e.at desc limit 1`,
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
  contacts: Omit<ContactsRow, 'entryId' | 'confirmedAt' | 'awaited'>,
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
