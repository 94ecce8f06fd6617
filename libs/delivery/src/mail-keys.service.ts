import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { acceptedMailKey, daysLeft, MOST_KEY_CHARACTERS } from './mail-key.ts'

/** The key to which a person has their mail encrypted, as they are shown it. Instants as `Date`. */
export interface MailKey {
  /** Upper-case hexadecimal. */
  readonly fingerprint: string
  readonly userIds: readonly string[]
  /** False: none of its user IDs has their mail address, which they are warned of. */
  readonly namesAddress: boolean
  readonly addedAt: Date
  /** Null: never. */
  readonly expiresAt: Date | null
  /** Within thirty days of its end: how many are left, 0 when it is over; else null. */
  readonly daysLeft: number | null
}

/** People's own OpenPGP keys: nobody sees or changes another's. */
@Injectable()
export class MailKeysService {
  constructor(private readonly database: Database) {}

  own(reader: Reader): Promise<MailKey | null> {
    return this.database.asReader(reader, tx => this.#own(tx, reader))
  }

  /**
   * Takes the place of the one before.
   * @throws HubError INVALID_INPUT naming what is wrong with it
   */
  async replace(reader: Reader, armored: string): Promise<MailKey> {
    const personId = personOf(reader)
    if (armored.length > MOST_KEY_CHARACTERS)
      throw new HubError(
        'INVALID_INPUT',
        'TOO_LONG',
        `A key has at most ${MOST_KEY_CHARACTERS} characters: export it without photographs and others' signatures.`,
        'armored',
        `鍵は${MOST_KEY_CHARACTERS}文字までです。写真や他人の署名を除いて書き出してください。`,
      )
    const [{ email }] = await this.database.asReader<{ email: string }[]>(reader, tx =>
      tx.query('select email from hub.person where id = $1', [personId]),
    )
    const { fingerprint, userIds, namesAddress, expiresAt, ...key } = await acceptedMailKey(armored, email, new Date())
    return this.database.asReader(reader, async tx => {
      await tx.query(
        `insert into hub.mail_key (person_id, tier, armored, fingerprint, user_ids, names_address, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (person_id) do update set armored = excluded.armored, fingerprint = excluded.fingerprint, user_ids = excluded.user_ids,
           names_address = excluded.names_address, expires_at = excluded.expires_at, added_at = now()`,
        [personId, reader.tier, key.armored, fingerprint, userIds, namesAddress, expiresAt],
      )
      const made = await this.#own(tx, reader)
      if (!made) throw notFound()
      return made
    })
  }

  /** Mail to them is no longer encrypted. @throws HubError NOT_FOUND when they have none */
  async remove(reader: Reader): Promise<boolean> {
    const removed = await this.database.asReader(reader, async tx => {
      const [rows]: [object[], number] = await tx.query(
        'delete from hub.mail_key where person_id = $1 returning person_id',
        [personOf(reader)],
      )
      return rows.length
    })
    if (removed === 0) throw notFound()
    return true
  }

  async #own(tx: Tx, reader: Reader): Promise<MailKey | null> {
    const [row]: Omit<MailKey, 'daysLeft'>[] = await tx.query(
      `select fingerprint, user_ids as "userIds", names_address as "namesAddress", added_at as "addedAt", expires_at as "expiresAt" from hub.mail_key where person_id = $1`,
      [personOf(reader)],
    )
    return row ? { ...row, daysLeft: daysLeft(row.expiresAt, new Date()) } : null
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
