import { randomUUID } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { sealTo } from '@noroshi/intake'
import { z } from 'zod'
import { EndpointRepository, MOST_DEAD_LETTERS } from './endpoint.repository.ts'
import { acceptedEndpoint, acceptedName, type DeadLetter, type Endpoint, type EndpointRequest } from './endpoint.ts'
import { addressBond, secretBond } from './posting.ts'
import { newWebhookSecret } from './webhook-message.ts'

const MOST_ENDPOINTS = 10

/** What endpoints may be registered. */
export abstract class EndpointSettings {
  /** PEM of the workers' public key, to which addresses and secrets are sealed; without it nobody has any. */
  abstract readonly publicKeyPem: string | undefined
  /** Origins that may be asked although they are not public. */
  abstract readonly allowedOrigins: readonly string[]
}

/** An endpoint whose secret was made just now: nobody is shown it again. */
export interface EndpointWithSecret {
  readonly endpoint: Endpoint
  /** Null of a chat, whose address is the secret. */
  readonly secret: string | null
}

/** People's own webhooks and chats: each sees and changes what is theirs, and nobody else's. */
@Injectable()
export class EndpointsService {
  readonly #rows = new EndpointRepository()

  constructor(
    private readonly database: Database,
    private readonly settings: EndpointSettings,
  ) {}

  list(reader: Reader): Promise<Endpoint[]> {
    return this.database.asReader(reader, tx => this.#rows.list(tx, personOf(reader)))
  }

  /** @throws HubError INVALID_INPUT; CONFLICT when they have as many as there may be; UNAVAILABLE where this hub posts nothing */
  register(reader: Reader, request: EndpointRequest): Promise<EndpointWithSecret> {
    const accepted = acceptedEndpoint(request, this.settings.allowedOrigins)
    const id = randomUUID()
    const { channel, url } = accepted
    const secret = channel === 'WEBHOOK' ? newWebhookSecret() : null
    const sealed = {
      address: this.#seal(url.href, addressBond(channel, id)),
      secret: secret === null ? null : this.#seal(secret, secretBond(id)),
    }
    return this.database.asReader(reader, async tx => {
      const personId = personOf(reader)
      if ((await this.#rows.countLocked(tx, personId)) >= MOST_ENDPOINTS)
        throw new HubError(
          'CONFLICT',
          'TOO_MANY_ENDPOINTS',
          `Nobody has more than ${MOST_ENDPOINTS} endpoints. Remove one first.`,
          undefined,
          `通知先は${MOST_ENDPOINTS}件までです。先にどれかを削除してください。`,
        )
      await this.#rows.insert(tx, { personId, tier: reader.tier }, id, accepted, sealed)
      return { endpoint: await this.#found(tx, reader, id), secret }
    })
  }

  rename(reader: Reader, id: string, name: string): Promise<Endpoint> {
    const accepted = acceptedName(name)
    return this.#change(reader, id, tx => this.#rows.rename(tx, personOf(reader), id, accepted))
  }

  /** What is on its way there is withdrawn. @returns as it was */
  remove(reader: Reader, id: string): Promise<Endpoint> {
    return this.database.asReader(reader, async tx => {
      const endpoint = await this.#found(tx, reader, id)
      await this.#rows.remove(tx, personOf(reader), id)
      return endpoint
    })
  }

  /** A worker sends a message that is about nothing, and says in `trial` how it went. */
  tryOut(reader: Reader, id: string): Promise<Endpoint> {
    return this.#change(reader, id, tx => this.#rows.askTrial(tx, personOf(reader), id))
  }

  /** The next messages are tried at once, however many failed before. */
  resume(reader: Reader, id: string): Promise<Endpoint> {
    return this.#change(reader, id, tx => this.#rows.resume(tx, personOf(reader), id))
  }

  /** @param oldValidHours so long messages are signed with the old secret as well */
  rotateSecret(reader: Reader, id: string, oldValidHours: number): Promise<EndpointWithSecret> {
    const { oldValidHours: hours } = parseInput(rotation, { oldValidHours })
    return this.database.asReader(reader, async tx => {
      const { channel } = await this.#found(tx, reader, id)
      if (channel !== 'WEBHOOK')
        throw new HubError(
          'CONFLICT',
          'NO_SECRET',
          'The address of a chat is its secret: make a new one there, and register it.',
          undefined,
          'チャットは宛先URLそのものが秘密です。チャット側で作り直して登録してください。',
        )
      const secret = newWebhookSecret()
      await this.#rows.changeSecret(tx, personOf(reader), id, this.#seal(secret, secretBond(id)), hours)
      return { endpoint: await this.#found(tx, reader, id), secret }
    })
  }

  /** What was given up, the newest first. */
  deadLetters(reader: Reader, endpointId: string): Promise<DeadLetter[]> {
    return this.database.asReader(reader, async tx => {
      const { id } = await this.#found(tx, reader, endpointId)
      return this.#rows.deadLetters(tx, personOf(reader), id, MOST_DEAD_LETTERS)
    })
  }

  /** Has one of them sent again, if its reader may still have it then. @throws HubError NOT_FOUND */
  async replay(reader: Reader, id: string): Promise<number> {
    if (!isUuid(id)) throw notFound()
    const replayed = await this.database.asReader(reader, tx => this.#rows.replay(tx, personOf(reader), { id }))
    if (replayed === 0) throw notFound()
    return replayed
  }

  /** The same of all of an endpoint; returns how many. */
  replayAll(reader: Reader, endpointId: string): Promise<number> {
    return this.database.asReader(reader, async tx => {
      const { id } = await this.#found(tx, reader, endpointId)
      return this.#rows.replay(tx, personOf(reader), { endpointId: id })
    })
  }

  #change(reader: Reader, id: string, work: (tx: Tx) => Promise<void>): Promise<Endpoint> {
    return this.database.asReader(reader, async tx => {
      await this.#found(tx, reader, id)
      await work(tx)
      return this.#found(tx, reader, id)
    })
  }

  async #found(tx: Tx, reader: Reader, id: string): Promise<Endpoint> {
    const [endpoint] = isUuid(id) ? await this.#rows.list(tx, personOf(reader), id) : []
    if (!endpoint) throw notFound()
    return endpoint
  }

  #seal(secret: string, bond: string): string {
    const { publicKeyPem } = this.settings
    if (publicKeyPem === undefined)
      throw new HubError(
        'UNAVAILABLE',
        'NO_KEY',
        'This hub posts to no endpoints: set HUB_INTAKE_PUBLIC_KEY_FILE.',
        undefined,
        'このハブでは通知先を登録できません（HUB_INTAKE_PUBLIC_KEY_FILEの設定がありません）。',
      )
    return sealTo(publicKeyPem, secret, bond)
  }
}

const rotation = z.strictObject({ oldValidHours: z.number().int().min(0).max(168) })

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
