/*
 * All SQL about getting in: credentials, sessions, API keys, socket tickets. Row-level security shows a session, a key by
 * its digest, or a ticket only to a transaction that presents exactly this digest, so these functions run inside
 * `asStranger`; nothing here is reached without holding the very token.
 */
import { randomUUID } from 'node:crypto'
import type { MembershipState, Role } from '@noroshi/clearance'
import { prepared, type Ask, type Tx } from '@noroshi/database'
import type { ApiKey } from './api-key.ts'
import type { Organisation } from './organisation.ts'
import type { Person } from './person.ts'
import type { Capability, CouncilTier, OpenAccess, OrganisationClass, OrganisationSize } from './words.ts'

/** A person and their organisation, read in one statement. */
export interface Seat {
  readonly person: Person
  readonly organisation: Organisation
}

/** What a person proves themselves with. */
export interface Credential {
  readonly passwordHash: string
  readonly totpSecret: string | null
  readonly totpLastStep: number
}

/** Somebody who may prove themselves. */
export interface Candidate {
  readonly seat: Seat
  readonly credential: Credential
}

/** That somebody proved themselves: against which credential, and by which code's step; null for who has no codes. */
export interface Proof {
  readonly passwordHash: string
  readonly step: number | null
}

/** A session as stored; the token itself is nowhere. */
export interface SessionRow {
  readonly personId: string
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

interface SeatRow {
  id: string
  organisationId: string
  tier: CouncilTier
  name: string
  email: string
  roles: Role[]
  active: boolean
  clearanceRank: number
  clearanceValidUntil: Date | null
  clearanceVerifiedBy: string | null
  epoch: number
  createdAt: Date
  invitedAt: Date | null
  oName: string
  oNameEn: string
  oClass: OrganisationClass
  oSectors: string[]
  oCompetentMinistry: string | null
  oPrefecture: string | null
  oSize: OrganisationSize | null
  oCapability: Capability | null
  oCircles: string[]
  oState: MembershipState
  oSafeguardsValidUntil: Date | null
  oEpoch: number
  oCreatedAt: Date
}

const SEAT_COLUMNS = `p.id, p.organisation_id as "organisationId", p.tier, p.name, p.email, p.roles, p.active,
  p.clearance_rank as "clearanceRank", p.clearance_valid_until as "clearanceValidUntil",
  p.clearance_verified_by as "clearanceVerifiedBy", p.epoch, p.created_at as "createdAt",
  p.invited_at as "invitedAt",
  o.name as "oName", o.name_en as "oNameEn", o.class as "oClass", o.sectors as "oSectors",
  o.competent_ministry as "oCompetentMinistry", o.prefecture as "oPrefecture", o.size as "oSize",
  o.capability as "oCapability", o.circles as "oCircles", o.state as "oState",
  o.safeguards_valid_until as "oSafeguardsValidUntil", o.epoch as "oEpoch", o.created_at as "oCreatedAt"`

function seatOf(row: SeatRow): Seat {
  const { oName, oNameEn, oClass, oSectors, oCompetentMinistry, oPrefecture, oState, ...rest } = row
  const { oSize, oCapability, oCircles, oSafeguardsValidUntil, oEpoch, oCreatedAt, ...person } = rest
  const organisation = {
    id: person.organisationId,
    tier: person.tier,
    name: oName,
    nameEn: oNameEn,
    class: oClass,
    sectors: oSectors,
    competentMinistry: oCompetentMinistry,
    prefecture: oPrefecture,
    size: oSize,
    capability: oCapability,
    circles: oCircles,
    state: oState,
    safeguardsValidUntil: oSafeguardsValidUntil,
    epoch: oEpoch,
    createdAt: oCreatedAt,
  }
  return { person, organisation }
}

const SEAT = `select ${SEAT_COLUMNS} from hub.person p join hub.organisation o on o.id = p.organisation_id where p.id = `

/** The person and their organisation, as they are now. */
export async function findSeat(tx: Tx, personId: string): Promise<Seat | null> {
  const rows = await prepared<SeatRow>(tx, `${SEAT} $1`, [personId])
  return rows[0] ? seatOf(rows[0]) : null
}

/** The key whose digest the transaction presents, and the seat of whose it is: the row of the key says who goes on asking. */
export async function findSeatByKey(ask: Ask, keyHash: string): Promise<{ key: ApiKey; seat: Seat | null } | null> {
  const [[key], [seat]] = await Promise.all([
    ask<ApiKey>(
      `select ${KEY_COLUMNS}, set_config('hub.person_id', person_id::text, true) from hub.api_key where key_hash = $1`,
      [keyHash],
    ),
    ask<SeatRow>(`${SEAT} (select hub.current_person())`, []),
  ])
  return key ? { key, seat: seat ? seatOf(seat) : null } : null
}

/** Who of this tier has this address; government's login sees the whole directory, hence the tier. */
export async function findPersonByEmail(tx: Tx, email: string, tier: CouncilTier): Promise<string | null> {
  const rows = await tx.query<{ id: string }[]>(`select id from hub.person where email = $1 and tier = $2`, [
    email,
    tier,
  ])
  return rows[0]?.id ?? null
}

/** The person the transaction runs for, and what they prove themselves with. */
export async function findCandidate(tx: Tx, personId: string): Promise<Candidate | null> {
  const seat = await findSeat(tx, personId)
  const credential = await findCredential(tx, personId)
  return seat && credential ? { seat, credential } : null
}

async function findCredential(tx: Tx, personId: string): Promise<Credential | null> {
  const rows = await tx.query<{ passwordHash: string; totpSecret: string | null; totpLastStep: string }[]>(
    `select password_hash as "passwordHash", totp_secret as "totpSecret", totp_last_step as "totpLastStep"
       from hub.credential where person_id = $1`,
    [personId],
  )
  const row = rows[0]
  return row ? { ...row, totpLastStep: Number(row.totpLastStep) } : null
}

/**
 * Uses up what was proven; false when the code's step, or a later one, was used already – of two at once only one gets true
 * (AU-4) – or when the credential is another by now. Holds the credential until the transaction ends, so that an enrolment
 * at the same moment comes before or after, and then ends what was made here (AU-9).
 */
export async function useProof(tx: Tx, personId: string, { passwordHash, step }: Proof): Promise<boolean> {
  const used = await tx.query<[unknown[], number]>(
    `update hub.credential set totp_last_step = coalesce($3, totp_last_step)
      where person_id = $1 and password_hash = $2 and ($3::bigint is null or totp_last_step < $3)`,
    [personId, passwordHash, step],
  )
  return used[1] === 1
}

/** Stores a new session of the person the transaction runs for. */
export async function insertSession(
  tx: Tx,
  session: { tokenHash: string; personId: string; tier: CouncilTier; at: Date; expiresAt: Date },
): Promise<void> {
  await tx.query(
    `insert into hub.session (token_hash, person_id, tier, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $4, $5)`,
    [session.tokenHash, session.personId, session.tier, session.at, session.expiresAt],
  )
}

/** The session whose token's digest the transaction presents. */
export async function findSession(tx: Tx, tokenHash: string): Promise<SessionRow | null> {
  const rows = await prepared<SessionRow>(
    tx,
    `select person_id as "personId", last_seen_at as "lastSeenAt", expires_at as "expiresAt", ended_at as "endedAt"
       from hub.session where token_hash = $1`,
    [tokenHash],
  )
  return rows[0] ?? null
}

/** Notes that the session was used; never backwards, since two requests may commit in either order. */
export async function touchSession(tx: Tx, tokenHash: string, at: Date): Promise<void> {
  await tx.query('update hub.session set last_seen_at = greatest(last_seen_at, $2) where token_hash = $1', [
    tokenHash,
    at,
  ])
}

/** Ends the session for good and wakes those who hold sockets. */
export async function endSession(tx: Tx, tokenHash: string, at: Date): Promise<void> {
  await tx.query('update hub.session set ended_at = $2 where token_hash = $1 and ended_at is null', [tokenHash, at])
  await tellOfRights(tx)
}

/** A key of the person the transaction runs for. */
export async function findApiKeyById(tx: Tx, id: string): Promise<ApiKey | null> {
  return findKey(tx, 'id', id)
}

async function findKey(tx: Tx, column: 'key_hash' | 'id', value: string): Promise<ApiKey | null> {
  const rows = await prepared<ApiKey>(tx, `select ${KEY_COLUMNS} from hub.api_key where ${column} = $1`, [value])
  return rows[0] ?? null
}

const KEY_COLUMNS = `id, key_hash as "keyHash", person_id as "personId", tier, name, scopes, created_at as "createdAt",
  expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`

/** All keys of the person the transaction runs for, newest first. */
export async function apiKeysOf(tx: Tx, personId: string): Promise<ApiKey[]> {
  return tx.query<ApiKey[]>(
    `select ${KEY_COLUMNS} from hub.api_key where person_id = $1 order by created_at desc, id`,
    [personId],
  )
}

/** Stores a new key of the person the transaction runs for. */
export async function insertApiKey(
  tx: Tx,
  key: Pick<ApiKey, 'keyHash' | 'personId' | 'tier' | 'name' | 'scopes' | 'createdAt' | 'expiresAt'>,
): Promise<ApiKey> {
  const rows = await tx.query<[ApiKey]>(
    `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${KEY_COLUMNS}`,
    [randomUUID(), key.keyHash, key.personId, key.tier, key.name, key.scopes, key.createdAt, key.expiresAt],
  )
  return rows[0]
}

/** Revokes a key for good (the first time counts) and wakes those who hold sockets. */
export async function revokeKey(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.query('update hub.api_key set revoked_at = $2 where id = $1 and revoked_at is null', [id, at])
  await tellOfRights(tx)
}

/** Notes that the key was used. */
export async function touchApiKey(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.query('update hub.api_key set last_used_at = greatest(last_used_at, $2) where id = $1', [id, at])
}

/** Stores a ticket of the person the transaction runs for. */
export async function insertTicket(
  tx: Tx,
  ticket: { ticketHash: string; personId: string; tier: CouncilTier; accessKey: string; expiresAt: Date },
): Promise<void> {
  await tx.query(
    'insert into hub.socket_ticket (ticket_hash, person_id, tier, session_key, expires_at) values ($1, $2, $3, $4, $5)',
    [ticket.ticketHash, ticket.personId, ticket.tier, ticket.accessKey, ticket.expiresAt],
  )
}

/** Takes a ticket away: of two who present it at once, the row lock lets only one find it. */
export async function takeTicket(
  tx: Tx,
  ticketHash: string,
): Promise<{ personId: string; accessKey: string; expiresAt: Date } | null> {
  const taken = await tx.query<[{ personId: string; accessKey: string; expiresAt: Date }[], number]>(
    `delete from hub.socket_ticket where ticket_hash = $1
     returning person_id as "personId", session_key as "accessKey", expires_at as "expiresAt"`,
    [ticketHash],
  )
  return taken[0][0] ?? null
}

/** Deletes tickets that nobody used in time; only housekeeping sees them. */
export async function deleteUnusedTickets(tx: Tx, at: Date): Promise<void> {
  await tx.query('delete from hub.socket_ticket where expires_at < $1', [at])
}

/** Whether an access key is the digest of a session's token; else it is the id of an API key. */
export function isSessionDigest(accessKey: string): boolean {
  return /^[0-9a-f]{64}$/.test(accessKey)
}

/** An open access about which something is to be done: its seat and whether the session or key still lives. */
export interface ReviewedAccess {
  readonly accessKey: string
  readonly live: boolean
  readonly seat: Seat | null
}

/**
 * Of many open accesses, in one statement, those that are over or whose epoch is another. The epoch is written as
 * `epochOf` writes it. `liveSince` is when a session must have been used last, at the earliest, not to be idle.
 */
export async function accessesToReview(
  tx: Tx,
  accesses: readonly OpenAccess[],
  at: Date,
  liveSince: Date,
): Promise<ReviewedAccess[]> {
  const rows = await tx.query<({ accessKey: string; live: boolean; found: boolean } & SeatRow)[]>(
    `select a.access_key as "accessKey", s.token_hash is not null or k.id is not null as live,
            p.id is not null and o.id is not null as found, ${SEAT_COLUMNS}
       from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[])
              as a (person_id, access_key, token_hash, key_id, epoch)
       left join hub.session s on s.token_hash = a.token_hash and s.person_id = a.person_id
              and s.ended_at is null and s.expires_at > $6 and s.last_seen_at > $7
       left join hub.api_key k on k.id = a.key_id and k.person_id = a.person_id and k.revoked_at is null and k.expires_at > $6
       left join hub.person p on p.id = a.person_id
       left join hub.organisation o on o.id = p.organisation_id
      where (s.token_hash is null and k.id is null) or (o.epoch || '.' || p.epoch) is distinct from a.epoch`,
    [
      accesses.map(access => access.personId),
      accesses.map(access => access.accessKey),
      accesses.map(access => (isSessionDigest(access.accessKey) ? access.accessKey : null)),
      accesses.map(access => (isSessionDigest(access.accessKey) ? null : access.accessKey)),
      accesses.map(access => access.epoch),
      at,
      liveSince,
    ],
  )
  return rows.map(({ accessKey, live, found, ...seat }) => ({ accessKey, live, seat: found ? seatOf(seat) : null }))
}

// The payload is empty because anybody may listen; it says "look", and the row decides what is seen.
async function tellOfRights(tx: Tx): Promise<void> {
  await tx.query(`select pg_notify('hub_rights', '')`)
}
