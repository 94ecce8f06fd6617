import type { X509Certificate } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { daysLeft, MOST_KEY_CHARACTERS, type AcceptedMailKey } from './mail-key.ts'
import { acceptedOpenPgpKey } from './openpgp-key.ts'
import { acceptedCertificate } from './smime-certificate.ts'

/** The key or certificate to which a person has their mail encrypted, as they are shown it. Instants as `Date`. */
export interface MailKey extends Omit<AcceptedMailKey, 'armored'> {
  readonly addedAt: Date
  /** Within thirty days of its end: how many are left, 0 when it is over; else null. */
  readonly daysLeft: number | null
}

/** Which certificates people may have their mail encrypted to. */
export abstract class MailKeySettings {
  /** One of these must have issued it; null: whoever signs in vouches for their own. */
  abstract readonly authorities: readonly X509Certificate[] | null
}

/** People's own OpenPGP keys and certificates, one of the two each: nobody sees or changes another's. */
@Injectable()
export class MailKeysService {
  constructor(
    private readonly database: Database,
    private readonly settings: MailKeySettings,
  ) {}

  own(reader: Reader): Promise<MailKey | null> {
    return this.database.asReader(reader, tx => this.#own(tx, reader))
  }

  /**
   * Takes the place of the one before, whichever of the two that was.
   * @param armored ASCII armour of a key, or a certificate: PEM, or base64 of DER
   * @throws HubError INVALID_INPUT naming what is wrong with it
   */
  async replace(reader: Reader, armored: string): Promise<MailKey> {
    const personId = personOf(reader)
    if (armored.length > MOST_KEY_CHARACTERS)
      throw new HubError(
        'INVALID_INPUT',
        'TOO_LONG',
        `A key or certificate has at most ${MOST_KEY_CHARACTERS} characters: export it without photographs and others' signatures.`,
        'armored',
        `鍵や証明書は${MOST_KEY_CHARACTERS}文字までです。写真や他人の署名を除いて書き出してください。`,
      )
    const [{ email }] = await this.database.asReader<{ email: string }[]>(reader, tx =>
      tx.query('select email from hub.person where id = $1', [personId]),
    )
    const key = armored.includes('-----BEGIN PGP ')
      ? await acceptedOpenPgpKey(armored, email, new Date())
      : acceptedCertificate(armored, email, new Date(), this.settings.authorities)
    return this.database.asReader(reader, async tx => {
      await tx.query(
        `insert into hub.mail_key (person_id, tier, kind, armored, fingerprint, user_ids, names_address, expires_at, issuer, serial_number)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (person_id) do update set kind = excluded.kind, armored = excluded.armored, fingerprint = excluded.fingerprint,
           user_ids = excluded.user_ids, names_address = excluded.names_address, expires_at = excluded.expires_at, issuer = excluded.issuer,
           serial_number = excluded.serial_number, added_at = now()`,
        [
          ...[personId, reader.tier, key.kind, key.armored, key.fingerprint, key.userIds],
          ...[key.namesAddress, key.expiresAt, key.issuer, key.serialNumber],
        ],
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
      `select kind, fingerprint, user_ids as "userIds", names_address as "namesAddress", added_at as "addedAt", expires_at as "expiresAt", issuer, serial_number as "serialNumber" from hub.mail_key where person_id = $1`,
      [personOf(reader)],
    )
    return row ? { ...row, daysLeft: daysLeft(row.expiresAt, new Date()) } : null
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
