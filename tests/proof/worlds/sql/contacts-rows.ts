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

/** Contacts are above all but administrators of government; whom an emergency would not reach above all who do not prepare for one (L37, L38). */
export function contactsAbove(rng: Rng, reader: Reader): Row[] {
  const { roles, tier, personActive, membershipState } = reader
  const isCouncil = personActive && membershipState === 'ACTIVE' && tier === 'GOVERNMENT'
  const prepares = isCouncil && roles.some(role => ['ANALYST', 'RELEASING_OFFICER', 'ADMINISTRATOR'].includes(role))
  return [
    ...(isCouncil && roles.includes('ADMINISTRATOR') ? [] : contactsRows(rng, uuidOf(rng), uuidOf(rng))),
    ...(prepares || mayInspect(reader) ? [] : [reachRow(uuidOf(rng))]),
  ]
}
