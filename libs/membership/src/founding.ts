/*
 * Founding a council: the organisations, people and first accesses that a new installation begins with. It happens once;
 * "is the council empty?" makes repeating it safe, and an advisory lock makes two founders at once safe.
 */
import { randomUUID } from 'node:crypto'
import type { MembershipState, Role } from '@noroshi/clearance'
import type { Database, Tx } from '@noroshi/database'
import { asFounder } from '@noroshi/database/system-reader'
import { HubError, notFound } from '@noroshi/errors'
import { invitationExpiry } from './enrolment.ts'
import type { Invitation, Invited } from './enrolment.ts'
import { insertEnrolment } from './enrolment.repository.ts'
import { unknownSector } from './membership.errors.ts'
import { referenceTables } from './membership.repository.ts'
import { hashPassword } from './password.ts'
import { digestOf, newToken } from './token.ts'
import type { ApiKeyScope, Capability, CouncilTier, OrganisationClass, OrganisationSize } from './words.ts'

/** A person to found a council with. */
export interface FoundingPerson {
  readonly name: string
  readonly email: string
  readonly roles: readonly Role[]
  readonly active?: boolean
  readonly clearance?: { readonly rank: number; readonly validUntil: Date; readonly verifiedBy: string }
  /** Without it the person receives, but cannot sign in before they have enrolled. */
  readonly credential?: { readonly password: string; readonly totpSecret: string | null }
  /** The person is invited to set a credential of their own. */
  readonly invitation?: Invitation
  readonly apiKey?: {
    readonly key: string
    readonly name: string
    readonly scopes: readonly ApiKeyScope[]
    readonly expiresAt: Date
  }
}

/** That an organisation passes news on to others (PRV-7), and to whom. */
export interface FoundingRelay {
  /** As its mails say who passes on. */
  readonly shownAs: string
  readonly downstream: readonly {
    readonly name: string
    readonly email: string
    readonly language: 'ja' | 'en'
    readonly sector: string | null
  }[]
}

/** An organisation to found a council with, and its people (ACT-1). */
export interface FoundingOrganisation {
  readonly name: string
  readonly nameEn: string
  readonly class: OrganisationClass
  readonly tier: CouncilTier
  readonly sectors: readonly string[]
  readonly competentMinistry: string | null
  readonly prefecture: string | null
  readonly size?: OrganisationSize | null
  readonly capability?: Capability | null
  readonly state: MembershipState
  readonly safeguardsValidUntil: Date | null
  readonly people: readonly FoundingPerson[]
  /** Whom to reach (ACT-6); without it nobody is named yet. */
  readonly contacts?: FoundingContacts
  readonly relay?: FoundingRelay
}

/** Contacts to found an organisation with; people by their addresses. */
export interface FoundingContacts {
  readonly first: string
  readonly second?: string
  /** E.164. */
  readonly dutyPhone?: string
  readonly dutyHours?: string
  readonly confirmedAt: Date
}

/** Everything a council begins with. */
export interface FoundingCouncil {
  readonly organisations: readonly FoundingOrganisation[]
}

/** Whether there is no organisation yet. */
export function isEmpty(database: Database): Promise<boolean> {
  return asFounder(database, hasNobody)
}

/**
 * Loads the council in one transaction, by the migrator's login.
 * @returns false, having changed nothing, when there already was a council
 * @throws HubError INVALID_INPUT when an organisation names a field that is not there
 */
export async function foundCouncil(database: Database, council: FoundingCouncil, at: Date): Promise<boolean> {
  if (!(await isEmpty(database))) return false
  // Before the transaction: the hashes take seconds.
  const rows = await rowsOf(council, at)
  return asFounder(database, async tx => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('noroshi founding'))`)
    if (!(await hasNobody(tx))) return false
    await assertSectorsKnown(tx, council)
    for (const [sql, values] of statementsFor(rows)) await tx.query(sql, [JSON.stringify(values)])
    return true
  })
}

/**
 * Invites anybody of the council anew, by the migrator's login: the way back for a council whose administrators have all
 * lost their authenticators. @throws HubError NOT_FOUND
 */
export function invite(database: Database, address: string, at: Date): Promise<Invited> {
  return asFounder(database, async tx => {
    const rows = await tx.query<
      { id: string; name: string; email: string; active: boolean; tier: CouncilTier; organisationId: string }[]
    >(
      `select id, name, email, active, tier, organisation_id as "organisationId" from hub.person where email = $1 for update`,
      [address.trim().toLowerCase()],
    )
    const [someone] = rows
    if (!someone) throw notFound()
    const { id: personId, name, email, tier } = someone
    if (!someone.active)
      throw new HubError(
        'CONFLICT',
        'INACTIVE',
        'The person is shut out: let them in again first.',
        undefined,
        '利用停止中です。',
      )
    const enrolmentToken = newToken('ENROLMENT', tier)
    const expiresAt = invitationExpiry(at)
    await insertEnrolment(tx, { tokenHash: digestOf(enrolmentToken), personId, tier, at, expiresAt })
    await tx.query(
      `insert into hub.membership_change (organisation_id, from_state, to_state, tier, reason, changed_at)
       select id, state, state, tier, $2, $3 from hub.organisation where id = $1`,
      [someone.organisationId, `登録手続を再発行：${name}（運用者）`, at],
    )
    return { name, email, enrolmentToken, expiresAt }
  })
}

async function hasNobody(tx: Tx): Promise<boolean> {
  const rows = await tx.query<[{ empty: boolean }]>('select not exists (select 1 from hub.organisation) as empty')
  return rows[0].empty
}

async function assertSectorsKnown(tx: Tx, { organisations }: FoundingCouncil): Promise<void> {
  const { sectors } = await referenceTables(tx)
  const known = new Set(sectors.map(({ id }) => id))
  organisations.forEach((organisation, index) => {
    if (!organisation.sectors.every(sector => known.has(sector))) throw unknownSector(`organisations[${index}].sectors`)
  })
}

async function rowsOf(council: FoundingCouncil, at: Date) {
  const organisations = council.organisations.map(({ people, contacts, relay, ...organisation }) => ({
    people,
    contacts,
    relay,
    row: { id: randomUUID(), ...organisation, at },
  }))
  const people = organisations.flatMap(({ people: members, row }) =>
    members.map(({ credential, invitation, apiKey, clearance, ...person }) => ({
      credential,
      invitation,
      apiKey,
      row: {
        id: randomUUID(),
        organisationId: row.id,
        tier: row.tier,
        ...person,
        active: person.active ?? true,
        clearanceRank: clearance?.rank ?? 0,
        clearanceValidUntil: clearance?.validUntil ?? null,
        clearanceVerifiedBy: clearance?.verifiedBy ?? null,
        invitedAt: invitation ? at : null,
        at,
      },
    })),
  )
  const credentials = await Promise.all(
    people.flatMap(({ credential, row: { id, tier } }) =>
      credential ? [credentialRow(id, tier, credential.password, credential.totpSecret)] : [],
    ),
  )
  const enrolments = people.flatMap(({ invitation, row: { id, tier } }) =>
    invitation
      ? [{ tokenHash: digestOf(invitation.enrolmentToken), personId: id, tier, expiresAt: invitation.expiresAt, at }]
      : [],
  )
  const apiKeys = people.flatMap(({ apiKey, row: { id, tier } }) => {
    if (!apiKey) return []
    const { key, ...rest } = apiKey
    return [{ id: randomUUID(), keyHash: digestOf(key), personId: id, tier, ...rest, at }]
  })
  const idOf = (address: string | undefined) => people.find(({ row }) => row.email === address)?.row.id ?? null
  const contacts = organisations.flatMap(({ contacts: named, row: { id } }) => {
    if (!named) return []
    const { first, second, confirmedAt, dutyPhone = null, dutyHours = '' } = named
    return [{ organisationId: id, firstId: idOf(first), secondId: idOf(second), dutyPhone, dutyHours, at: confirmedAt }]
  })
  const relays = organisations.flatMap(({ relay, row: { id } }) => (relay ? [{ id, ...relay, at }] : []))
  return {
    contacts,
    relays: relays.map(({ downstream: _downstream, ...row }) => row),
    downstream: relays.flatMap(({ id, downstream }) => downstream.map(row => ({ intermediaryId: id, ...row, at }))),
    organisations: organisations.map(({ row }) => row),
    people: people.map(({ row }) => row),
    credentials,
    enrolments,
    apiKeys,
  }
}

async function credentialRow(personId: string, tier: CouncilTier, password: string, totpSecret: string | null) {
  return { personId, tier, passwordHash: await hashPassword(password), totpSecret }
}

// One statement for each table, in the order of their foreign keys; JSON keeps the column names in sight.
function statementsFor(rows: Awaited<ReturnType<typeof rowsOf>>): [sql: string, values: object[]][] {
  return [
    [
      `insert into hub.organisation (id, name, name_en, class, tier, sectors, competent_ministry, prefecture, size, capability, state,
                                     safeguards_valid_until, created_at)
       select id, name, "nameEn", class, tier, sectors, "competentMinistry", prefecture, size, capability, state, "safeguardsValidUntil", at
         from jsonb_to_recordset($1::jsonb) as r (id uuid, name text, "nameEn" text, class text, tier text, sectors text[],
              "competentMinistry" text, prefecture text, size text, capability text, state text, "safeguardsValidUntil" timestamptz, at timestamptz)`,
      rows.organisations,
    ],
    [
      `insert into hub.membership_change (organisation_id, to_state, tier, reason, changed_at)
       select id, state, tier, '協議会の設立', at
         from jsonb_to_recordset($1::jsonb) as r (id uuid, state text, tier text, at timestamptz)`,
      rows.organisations,
    ],
    [
      `insert into hub.person (id, organisation_id, tier, name, email, roles, active, clearance_rank, clearance_valid_until,
                               clearance_verified_by, invited_at, created_at)
       select id, "organisationId", tier, name, lower(email), roles, active, "clearanceRank", "clearanceValidUntil",
              "clearanceVerifiedBy", "invitedAt", at
         from jsonb_to_recordset($1::jsonb) as r (id uuid, "organisationId" uuid, tier text, name text, email text,
              roles text[], active boolean, "clearanceRank" int, "clearanceValidUntil" timestamptz,
              "clearanceVerifiedBy" text, "invitedAt" timestamptz, at timestamptz)`,
      rows.people,
    ],
    [
      `insert into hub.credential (person_id, tier, password_hash, totp_secret)
       select "personId", tier, "passwordHash", "totpSecret"
         from jsonb_to_recordset($1::jsonb) as r ("personId" uuid, tier text, "passwordHash" text, "totpSecret" text)`,
      rows.credentials,
    ],
    [
      `insert into hub.enrolment (token_hash, person_id, tier, created_at, expires_at)
       select "tokenHash", "personId", tier, at, "expiresAt"
         from jsonb_to_recordset($1::jsonb) as r ("tokenHash" text, "personId" uuid, tier text, at timestamptz, "expiresAt" timestamptz)`,
      rows.enrolments,
    ],
    [
      `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, created_at, expires_at)
       select id, "keyHash", "personId", tier, name, scopes, at, "expiresAt"
         from jsonb_to_recordset($1::jsonb) as r (id uuid, "keyHash" text, "personId" uuid, tier text, name text, scopes text[],
              at timestamptz, "expiresAt" timestamptz)`,
      rows.apiKeys,
    ],
    [
      `insert into hub.contacts_entry (organisation_id, first_id, second_id, duty_phone, duty_hours, entered_by, at)
       select "organisationId", "firstId", "secondId", "dutyPhone", "dutyHours", "firstId", at
         from jsonb_to_recordset($1::jsonb) as r ("organisationId" uuid, "firstId" uuid, "secondId" uuid, "dutyPhone" text, "dutyHours" text, at timestamptz)`,
      rows.contacts,
    ],
    [
      `insert into hub.intermediary (organisation_id, shown_as, named_at)
       select id, "shownAs", at from jsonb_to_recordset($1::jsonb) as r (id uuid, "shownAs" text, at timestamptz)`,
      rows.relays,
    ],
    [
      `insert into hub.downstream (intermediary_id, name, email, language, sector, added_at)
       select "intermediaryId", name, lower(email), language, sector, at
         from jsonb_to_recordset($1::jsonb) as r ("intermediaryId" uuid, name text, email text, language text, sector text, at timestamptz)`,
      rows.downstream,
    ],
  ]
}
