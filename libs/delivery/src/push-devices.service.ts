import { createECDH, createHash, randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { FetchRefused, sealTo, urlToAsk } from '@noroshi/intake'
import { z } from 'zod'
import type { PushSubscription } from './push-encryption.ts'
import { pushBond } from './web-push-channel.ts'

/** How a process takes subscriptions of browsers: it can't read them again. */
export abstract class PushDeviceSettings {
  /** PEM of the workers' public key; without it, or without the other, no browser can be pushed to. */
  abstract readonly publicKeyPem: string | undefined
  /** The point with which browsers subscribe (`vapidPoint`). */
  abstract readonly vapidPoint: string | undefined
  /** Push services that are not public and may be pushed to all the same. */
  abstract readonly allowedOrigins: readonly string[]
}

/** A browser that is pushed to, as its owner is shown it. */
export interface PushDevice {
  readonly id: string
  readonly name: string
  /** The host of its push service. */
  readonly service: string
  /** SHA-256 of its address in base64url, by which a browser knows itself; the address can't be guessed from it. */
  readonly digest: string
  readonly createdAt: Date
  readonly lastSentAt: Date | null
}

const MOST_DEVICES = 10
const LONGEST_ADDRESS = 2_048

const base64url = (length: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/)
    .refine(text => Buffer.from(text, 'base64url').length === length)
const request = z.strictObject({
  name: z.string().trim().min(1).max(100),
  endpoint: z.string().max(LONGEST_ADDRESS),
  p256dh: base64url(65).refine(isPoint),
  auth: base64url(16),
})

/** Browsers in which people wish to be told. */
@Injectable()
export class PushDevicesService {
  constructor(
    private readonly database: Database,
    private readonly settings: PushDeviceSettings,
  ) {}

  /** With what browsers subscribe; null where the hub pushes to none. */
  get key(): string | null {
    return (this.settings.publicKeyPem && this.settings.vapidPoint) ?? null
  }

  list(reader: Reader): Promise<PushDevice[]> {
    return this.database.asReader(reader, tx =>
      tx.query(
        `select id, name, shown as service, settings ->> 'digest' as digest, created_at as "createdAt", last_sent_at as "lastSentAt"
         from hub.endpoint where person_id = $1 and channel = 'WEB_PUSH' and removed_at is null order by created_at, id limit ${MOST_DEVICES}`,
        [personOf(reader)],
      ),
    )
  }

  /** The same browser takes the place of itself. @throws HubError INVALID_INPUT, LIMIT_REACHED, UNAVAILABLE */
  async add(reader: Reader, asked: PushSubscription & { readonly name: string }): Promise<PushDevice> {
    const { publicKeyPem } = this.settings
    if (this.key === null || publicKeyPem === undefined)
      throw new HubError(
        'UNAVAILABLE',
        'NO_PUSH',
        'This hub pushes to no browser.',
        undefined,
        'この狼煙ではプッシュ通知を使えません。',
      )
    const { name, ...subscription } = parseInput(request, asked)
    const { host } = this.#urlOf(subscription.endpoint)
    const [id, personId] = [randomUUID(), personOf(reader)]
    const digest = createHash('sha256').update(subscription.endpoint).digest('base64url')
    const sealed = sealTo(publicKeyPem, JSON.stringify(subscription), pushBond(id))
    await this.database.asReader(reader, async tx => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('push devices ' || $1, 0))`, [personId])
      await tx.query(
        `update hub.endpoint set removed_at = now() where person_id = $1 and channel = 'WEB_PUSH' and removed_at is null and settings ->> 'digest' = $2`,
        [personId, digest],
      )
      const [{ count }]: { count: number }[] = await tx.query(
        `select count(*)::int as count from hub.endpoint where person_id = $1 and channel = 'WEB_PUSH' and removed_at is null`,
        [personId],
      )
      if (count >= MOST_DEVICES)
        throw new HubError(
          'CONFLICT',
          'TOO_MANY_DEVICES',
          `Nobody is pushed to in more than ${MOST_DEVICES} browsers: remove one first.`,
          undefined,
          `プッシュ通知を受け取れる端末は${MOST_DEVICES}台までです。先に1台を外してください。`,
        )
      await tx.query(
        `insert into hub.endpoint (id, person_id, tier, channel, name, shown, sealed, settings) values ($1, $2, $3, 'WEB_PUSH', $4, $5, $6, $7)`,
        [id, personId, reader.tier, name, host, sealed, { digest }],
      )
    })
    const made = (await this.list(reader)).find(device => device.id === id)
    if (!made) throw notFound()
    return made
  }

  /** @throws HubError NOT_FOUND also when it is somebody else's */
  async remove(reader: Reader, id: string): Promise<boolean> {
    await this.database.asReader(reader, async tx => {
      const [removed]: [{ id: string }[], number] = await tx.query(
        `update hub.endpoint set removed_at = now() where id::text = $1 and person_id = $2 and channel = 'WEB_PUSH' and removed_at is null returning id`,
        [id, personOf(reader)],
      )
      if (removed.length === 0) throw notFound()
    })
    return true
  }

  #urlOf(address: string): URL {
    try {
      return urlToAsk(address, this.settings.allowedOrigins)
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error
      throw new HubError(
        'INVALID_INPUT',
        error.reason,
        'The address of the push service must be public and https.',
        'endpoint',
        'プッシュサービスのアドレスは、公開されたhttpsのものでなければなりません。',
      )
    }
  }
}

/** Whether these bytes lie on P-256: nothing can be encrypted to others (RFC 8291 §3.1). */
function isPoint(text: string): boolean {
  try {
    const key = createECDH('prime256v1')
    key.generateKeys()
    key.computeSecret(Buffer.from(text, 'base64url'))
    return true
  } catch {
    return false
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
