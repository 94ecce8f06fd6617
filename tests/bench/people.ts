/** A council of any size, written by the superuser: the benchmark measures the hub, not its sign-in. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'

/** A hub that does not outlive this process, however it ends. */
export async function openHub(): Promise<SpawnedHub> {
  const hub = await spawnHub()
  process.once('exit', () => hub.process.kill('SIGTERM'))
  return hub
}

/** The superuser's way into a spawned hub's database. */
export async function superuserUrl(hub: SpawnedHub): Promise<string> {
  const password = (await readFile(join(hub.dataDir, 'postgres-admin'), 'utf8')).trim()
  const [, , , port] = (await readFile(join(hub.dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  return `postgres://postgres:${password}@127.0.0.1:${port}/noroshi`
}

export async function superuserOf(hub: SpawnedHub): Promise<Client> {
  const client = new Client({ connectionString: await superuserUrl(hub) })
  client.on('error', error => console.error(`the superuser's connection ended: ${error.message}`))
  await client.connect()
  return client
}

export interface BenchPerson {
  readonly id: string
  readonly keyId: string
}

export const PEOPLE_OF_ORGANISATION = 8

/**
 * Members of ACTIVE, safeguarded organisations, cleared at rank 1, each with an API key that was never shown.
 * @param perOrganisation people of each organisation
 */
export async function addMembers(
  superuser: Client,
  count: number,
  perOrganisation = PEOPLE_OF_ORGANISATION,
): Promise<BenchPerson[]> {
  const organisations = Array.from({ length: Math.ceil(count / perOrganisation) }, () => randomUUID())
  const people = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    keyId: randomUUID(),
    organisation: organisations[Math.floor(index / perOrganisation)],
  }))
  await superuser.query(
    `insert into hub.organisation (id, name, name_en, class, tier, sectors, state, safeguards_valid_until)
     select id, '計測' || n, 'Bench ' || n, 'CORE_INFRASTRUCTURE_OPERATOR', 'MEMBER', array[(array['finance', 'electricity', 'medical', 'logistics'])[1 + n % 4]], 'ACTIVE', now() + interval '1 year'
     from unnest($1::uuid[]) with ordinality as o (id, n)`,
    [organisations],
  )
  await superuser.query(
    `insert into hub.person (id, organisation_id, tier, name, email, roles, clearance_rank, clearance_valid_until, clearance_verified_by)
     select id, organisation_id, 'MEMBER', '計測', 'bench-' || id || '@bench.example', array['MEMBER_READER'], 1, now() + interval '1 year', '計測'
     from unnest($1::uuid[], $2::uuid[]) as p (id, organisation_id)`,
    [people.map(person => person.id), people.map(person => person.organisation)],
  )
  await superuser.query(
    `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, expires_at)
     select id, 'bench ' || id, person_id, 'MEMBER', '計測', array['read', 'acknowledge'], now() + interval '100 days'
     from unnest($1::uuid[], $2::uuid[]) as k (id, person_id)`,
    [people.map(person => person.keyId), people.map(person => person.id)],
  )
  await superuser.query('analyze hub.organisation, hub.person, hub.api_key')
  return people
}

/** A key that each of them holds, in their order. */
export async function giveKeys(superuser: Client, people: readonly BenchPerson[]): Promise<string[]> {
  const keys = people.map(() => `noroshi_m_${randomBytes(32).toString('base64url')}`)
  await superuser.query(
    `update hub.api_key k set key_hash = t.hash from unnest($1::uuid[], $2::text[]) as t (id, hash) where k.id = t.id`,
    [people.map(({ keyId }) => keyId), keys.map(key => createHash('sha256').update(key).digest('hex'))],
  )
  return keys
}

/** A ticket for each, good for ten minutes: as the hub issues them, but all at once. */
export async function issueTickets(superuser: Client, people: readonly BenchPerson[]): Promise<string[]> {
  const tickets = people.map(() => `ticket_m_${randomBytes(32).toString('base64url')}`)
  await superuser.query(
    `insert into hub.socket_ticket (ticket_hash, person_id, tier, session_key, expires_at)
     select hash, person_id, 'MEMBER', key_id, now() + interval '10 minutes' from unnest($1::text[], $2::uuid[], $3::text[]) as t (hash, person_id, key_id)`,
    [
      tickets.map(ticket => createHash('sha256').update(ticket).digest('hex')),
      people.map(person => person.id),
      people.map(person => person.keyId),
    ],
  )
  return tickets
}
