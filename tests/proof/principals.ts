/**
 * Everybody whom a proof asks in turn: the fourteen kinds of reader that differ in what the law lets them have. Made on a test
 * hub of the demo council, without signing in where a key will do, because one-time codes count once.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Actor } from '../support/actor.ts'
import type { TestHub } from '../support/hub.ts'

export const PRINCIPALS = [
  'anonymous',
  'the public',
  'a friend',
  'a friend of another organisation',
  'a member',
  'a member outside the audience',
  'a member whose safeguards lapsed',
  'a person whose clearance expired',
  'a revoked member',
  'an analyst',
  'an organisation administrator',
  'the administrator without clearance',
  'a key for reading alone',
  'an inspector',
] as const
export type Principal = (typeof PRINCIPALS)[number]

/** The demo account behind each principal who has one, and what its key may do; people without an account get a key of their own. */
const KEYS: Readonly<
  Record<Exclude<Principal, 'anonymous' | 'the public'>, { email: string; scopes: readonly string[] }>
> = {
  'a friend': { email: 'wakaba-hospital-1', scopes: ['read', 'acknowledge', 'contribute'] },
  'a friend of another organisation': { email: 'hoshizora-city-1', scopes: ['read', 'acknowledge'] },
  'a member': { email: 'hoshiwatari-power-1', scopes: ['read', 'acknowledge', 'contribute'] },
  'a member outside the audience': { email: 'hibari-telecom-1', scopes: ['read', 'acknowledge'] },
  'a member whose safeguards lapsed': { email: 'kirinomiya-power-1', scopes: ['read', 'acknowledge'] },
  'a person whose clearance expired': { email: 'amanogawa-bank-1', scopes: ['read', 'acknowledge'] },
  'a revoked member': { email: 'nijinohashi-card-1', scopes: ['read', 'acknowledge'] },
  'an analyst': { email: 'analyst-2', scopes: ['read', 'acknowledge', 'import', 'draft'] },
  'an organisation administrator': { email: 'kazamidori-bank-2', scopes: ['read', 'acknowledge'] },
  'the administrator without clearance': { email: 'administrator', scopes: ['read', 'acknowledge', 'administer'] },
  'a key for reading alone': { email: 'kazamidori-bank-1', scopes: ['read'] },
  'an inspector': { email: 'inspector', scopes: ['read', 'acknowledge'] },
}

/** Everybody, each with a fresh key (none for who has no name) that is put down in the database directly. */
export async function principalsOf(hub: TestHub): Promise<Map<Principal, Actor>> {
  const actors = new Map<Principal, Actor>()
  for (const principal of PRINCIPALS) {
    const account = principal in KEYS ? KEYS[principal as keyof typeof KEYS] : undefined
    const actor = new Actor(hub.url)
    actors.set(principal, account ? actor.withKey(await keyOf(hub, account.email, account.scopes)) : actor)
  }
  return actors
}

/** A new key of the one person whose address begins so, whatever their rights are. */
export async function keyOf(hub: TestHub, emailPrefix: string, scopes: readonly string[]): Promise<string> {
  const { rows } = await hub.database.superuser.query<{ id: string; tier: string }>(
    `select id, tier from hub.person where email like $1 || '@%'`,
    [emailPrefix],
  )
  if (rows.length !== 1) throw new Error(`${rows.length} people have an address that begins with ${emailPrefix}@`)
  const [{ id, tier }] = rows
  const key = `noroshi_${tier[0].toLowerCase()}_${randomBytes(32).toString('base64url')}`
  await hub.database.superuser.query(
    `insert into hub.api_key (id, key_hash, person_id, tier, name, scopes, expires_at) values ($1, $2, $3, $4, 'proof', $5, now() + interval '1 day')`,
    [randomUUID(), createHash('sha256').update(key).digest('hex'), id, tier, scopes],
  )
  return key
}
