/** Whom another organisation names to be reached, and what the worker found of it. */
import type { Reader } from '@noroshi/clearance'
import { mayInspect, type Rng } from '@noroshi/clearance/testing'
import { CANARY, uuidOf, type Row } from './rows.ts'

export function contactsRows(rng: Rng, organisation: string, person: string): Row[] {
  return [
    { table: 'colleague', values: { person_id: person, organisation_id: organisation, name: CANARY, active: true } },
    {
      table: 'contacts_entry',
      values: {
        ...{ id: uuidOf(rng), organisation_id: organisation, first_id: person, entered_by: person },
        ...{ duty_phone: '+81399990000', duty_hours: CANARY },
      },
    },
    { table: 'contacts_confirmation', values: { id: uuidOf(rng), organisation_id: organisation, person_id: person } },
  ]
}

export const reachRow = (organisation: string): Row => ({
  table: 'organisation_reach',
  values: { organisation_id: organisation, level: 'UNREACHED', reasons: ['NOBODY_ACTIVE'] },
})

/** A hand-over between two people, as it is planned, and what became of it. */
export function handoverRows(rng: Rng, organisation: string): Row[] {
  const [id, leaver, successor] = [uuidOf(rng), uuidOf(rng), uuidOf(rng)]
  const planned = { successor_id: successor, effective_on: '2090-04-01', shut_out: false, reason: CANARY }
  return [
    {
      table: 'handover',
      values: { id, organisation_id: organisation, leaver_id: leaver, planned_by: leaver, ...planned },
    },
    {
      table: 'handover_event',
      values: { id: uuidOf(rng), handover_id: id, state: 'PLANNED', person_id: leaver, ...planned },
    },
  ]
}

/** Contacts and hand-overs are above all but administrators of government; whom an emergency would not reach above all who do not prepare for one (L37, L38). */
export function contactsAbove(rng: Rng, reader: Reader): Row[] {
  const { roles, tier, personActive, membershipState, organisationId } = reader
  const isAdministrator =
    personActive && membershipState === 'ACTIVE' && tier === 'GOVERNMENT' && roles.includes('ADMINISTRATOR')
  const coordinates =
    roles.includes('ORGANISATION_ADMINISTRATOR') || (tier === 'FRIEND' && roles.includes('FRIEND_CONTACT'))
  const isCouncil = personActive && membershipState === 'ACTIVE' && tier === 'GOVERNMENT'
  const prepares = isCouncil && roles.some(role => ['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR'].includes(role))
  return [
    ...(isAdministrator ? [] : [...contactsRows(rng, uuidOf(rng), uuidOf(rng)), ...handoverRows(rng, uuidOf(rng))]),
    // Of their own organisation, where they neither plan nor are one of the two.
    ...(isAdministrator || coordinates || organisationId === null ? [] : handoverRows(rng, organisationId)),
    ...(prepares || mayInspect(reader) ? [] : [reachRow(uuidOf(rng))]),
  ]
}
