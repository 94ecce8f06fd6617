import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { sealTo } from '@noroshi/intake'
import {
  acceptedPhone,
  CODE_MINUTES,
  digestOf,
  isSameDigest,
  MOST_ANSWERS,
  newCode,
  type Phone,
  type PhoneRequest,
} from './phone.ts'
import { addressBond, secretBond } from './posting.ts'

/** How a process takes numbers: it can't read them again. */
export abstract class PhoneSettings {
  /** PEM of the workers' public key; without it, or without the other, nobody is told by short message. */
  abstract readonly publicKeyPem: string | undefined
  /** From whom messages are, as people see it. */
  abstract readonly from: string | undefined
}

const MOST_PHONES = 3
/** Codes that one person has sent, wherever to: each costs something, and may reach somebody who did not ask. */
const MOST_CODES = { hour: 3, day: 6 }

const OWN = `person_id = $1 and channel = 'SMS'`

/** Telephones on which people are told. */
@Injectable()
export class PhonesService {
  constructor(
    private readonly database: Database,
    private readonly settings: PhoneSettings,
  ) {}

  /** From whom messages are; null where this hub sends none. */
  get from(): string | null {
    return (this.settings.publicKeyPem && this.settings.from) ?? null
  }

  list(reader: Reader): Promise<Phone[]> {
    return this.database.asReader(reader, tx => this.#list(tx, reader))
  }

  /**
   * Has a code sent there, by which it is confirmed.
   * @throws HubError INVALID_INPUT; CONFLICT when they have too many; TOO_MANY_REQUESTS when too many codes were sent; UNAVAILABLE
   */
  add(reader: Reader, asked: PhoneRequest): Promise<Phone> {
    const { publicKeyPem } = this.settings
    if (this.from === null || publicKeyPem === undefined)
      throw new HubError(
        'UNAVAILABLE',
        'NO_SMS',
        'This hub sends no short messages.',
        undefined,
        'この狼煙ではSMSを使えません。',
      )
    const { name, number } = acceptedPhone(asked)
    const [id, code, personId] = [randomUUID(), newCode(), personOf(reader)]
    const sealed = sealTo(publicKeyPem, number, addressBond('SMS', id))
    const secret = sealTo(publicKeyPem, code, secretBond(id))
    return this.database.asReader(reader, async tx => {
      await this.#requireRoom(tx, personId)
      await tx.query(
        `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, secret_sealed, code_digest, code_expires_at, trial_asked_at)
         values ($1, $2, $3, 'SMS', $4, $5, $6, $7, $8, now() + ${CODE_MINUTES} * interval '1 minute', now())`,
        [id, personId, reader.tier, name, number.slice(-4), sealed, secret, digestOf(id, code)],
      )
      // Sending wakes by the news of inboxes; the payload is empty.
      await tx.query(`select pg_notify('hub_inbox', '')`)
      return this.#found(tx, reader, id)
    })
  }

  /** @throws HubError NOT_FOUND; CONFLICT when the code holds no longer; INVALID_INPUT when it is another */
  async confirm(reader: Reader, id: string, code: string): Promise<Phone> {
    const outcome = await this.database.asReader(reader, async tx => {
      const phone = await this.#found(tx, reader, id)
      if (phone.confirmedAt !== null) return phone
      // Each answer counts, also one that is given at the same time as another.
      const [[counted]]: [{ digest: string }[], number] = await tx.query(
        `update hub.endpoint set code_answers = code_answers + 1 where ${OWN} and id = $2 and removed_at is null and confirmed_at is null
           and code_expires_at > now() and code_answers < ${MOST_ANSWERS} returning code_digest as digest`,
        [personOf(reader), id],
      )
      if (!counted) return 'OVER'
      if (!isSameDigest(counted.digest, digestOf(id, code.trim()))) return 'WRONG'
      await tx.query(`update hub.endpoint set confirmed_at = now(), code_digest = null where ${OWN} and id = $2`, [
        personOf(reader),
        id,
      ])
      return this.#found(tx, reader, id)
    })
    if (outcome === 'OVER')
      throw new HubError(
        'CONFLICT',
        'CODE_OVER',
        'This code holds no longer. Remove the number, and add it again.',
        'code',
        'この確認コードは使えません。番号を削除して、もう一度登録してください。',
      )
    if (outcome === 'WRONG')
      throw new HubError('INVALID_INPUT', 'CODE_WRONG', 'This is not the code.', 'code', '確認コードが違います。')
    return outcome
  }

  /** What is on its way there is withdrawn. @throws HubError NOT_FOUND also when it is somebody else's */
  async remove(reader: Reader, id: string): Promise<boolean> {
    await this.database.asReader(reader, async tx => {
      await this.#found(tx, reader, id)
      await tx.query(`update hub.endpoint set removed_at = now() where ${OWN} and id = $2`, [personOf(reader), id])
    })
    return true
  }

  async #requireRoom(tx: Tx, personId: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('noroshi phones ' || $1::text, 0))`, [personId])
    const [count]: { now: number; hour: number; day: number }[] = await tx.query(
      `select count(*) filter (where removed_at is null)::int as now, count(*) filter (where created_at > now() - interval '1 hour')::int as hour,
         count(*) filter (where created_at > now() - interval '1 day')::int as day from hub.endpoint where ${OWN}`,
      [personId],
    )
    if (count.now >= MOST_PHONES)
      throw new HubError(
        'CONFLICT',
        'TOO_MANY_PHONES',
        `Nobody has more than ${MOST_PHONES} numbers. Remove one first.`,
        undefined,
        `電話番号は${MOST_PHONES}件までです。先にどれかを削除してください。`,
      )
    if (count.hour >= MOST_CODES.hour || count.day >= MOST_CODES.day)
      throw new HubError(
        'TOO_MANY_REQUESTS',
        'CODES',
        `At most ${MOST_CODES.hour} codes are sent in an hour, and ${MOST_CODES.day} in a day. Try again later.`,
        undefined,
        `確認コードの送信は1時間に${MOST_CODES.hour}回、1日に${MOST_CODES.day}回までです。時間をおいてお試しください。`,
      )
  }

  async #found(tx: Tx, reader: Reader, id: string): Promise<Phone> {
    const phone = isUuid(id) ? (await this.#list(tx, reader)).find(one => one.id === id) : undefined
    if (!phone) throw notFound()
    return phone
  }

  #list(tx: Tx, reader: Reader): Promise<Phone[]> {
    return tx.query(
      `select id, name, shown as "lastDigits", created_at as "createdAt", confirmed_at as "confirmedAt",
         case when confirmed_at is null then code_expires_at end as "codeExpiresAt", trial_ended_at as "codeSentAt", trial_reason as "codeReason", last_sent_at as "lastSentAt"
       from hub.endpoint where ${OWN} and removed_at is null order by created_at, id`,
      [personOf(reader)],
    )
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
