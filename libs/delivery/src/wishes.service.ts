import { Injectable } from '@nestjs/common'
import type { Reader } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { notFound, parseInput } from '@noroshi/errors'
import type { Channel } from './ledger.ts'
import { wishedOf, type PutOff, type Recipient } from './plan.ts'
import { lockNumbers, planAnew, saveWishes, topicsOf, waitingOf, wishesOf } from './wishes.repository.ts'
import { NO_WISHES, wishesInput, type Wishes } from './wishes.ts'

/** As their owner is shown them, and sends them: instants in ISO 8601, times of day as HH:MM on their own clock. */
export interface ShownWishes extends Omit<Wishes, 'quiet' | 'mutedUntil'> {
  readonly quietFrom: string | null
  readonly quietUntil: string | null
  readonly mutedUntil: string | null
}

/** What would happen by one channel now. `at` is null when it would leave at once. */
export interface TriedWish {
  readonly urgency: (typeof URGENCIES)[number]
  readonly channel: Channel
  readonly at: string | null
  readonly putOff: PutOff | null
  /** The channel is not wished. */
  readonly isUnwished: boolean
}

const URGENCIES = ['EMERGENCY', 'PRIORITY', 'ROUTINE'] as const

/** When and of what people wish to be told outside the portal (ADR 0039). */
@Injectable()
export class WishesService {
  constructor(private readonly database: Database) {}

  own(reader: Reader): Promise<ShownWishes> {
    return this.database.asReader(reader, async tx => {
      const personId = personOf(reader)
      return shown((await wishesOf(tx, [personId])).get(personId) ?? NO_WISHES)
    })
  }

  /** From then on, and for what waits already. @throws HubError INVALID_INPUT naming the field and the rule */
  save(reader: Reader, value: unknown): Promise<ShownWishes> {
    return this.database.asReader(reader, async tx => {
      const personId = personOf(reader)
      const wishes = await this.#accepted(tx, value)
      await lockNumbers(tx, [personId])
      await saveWishes(tx, personId, reader.tier, wishes)
      await planAgain(tx, personId)
      return shown(wishes)
    })
  }

  /** What would happen to news of each urgency now with these wishes, by each channel in which the caller has an address. */
  tryOut(reader: Reader, value: unknown): Promise<TriedWish[]> {
    return this.database.asReader(reader, async tx => {
      const personId = personOf(reader)
      const wishes = await this.#accepted(tx, value)
      const addresses: { channel: Channel }[] = await tx.query(
        'select distinct channel from hub.endpoint where person_id = $1 and removed_at is null order by channel',
        [personId],
      )
      const recipient = { unwished: await unwishedOf(tx, personId), wishes }
      const now = await nowOf(tx)
      return URGENCIES.flatMap(urgency =>
        (['MAIL', ...addresses.map(({ channel }) => channel)] as const).map(channel => {
          const wished = wishedOf({ urgency, kind: 'RELEASED' }, channel, recipient, { now })
          const putOff = wished && 'putOff' in wished ? wished : null
          return {
            ...{ urgency, channel, putOff: putOff?.putOff ?? null, at: putOff?.until.toISOString() ?? null },
            isUnwished: wished !== null && 'unsent' in wished,
          }
        }),
      )
    })
  }

  async #accepted(tx: Tx, value: unknown): Promise<Wishes> {
    const sectors: { id: string }[] = await tx.query('select id from hub.sector')
    return parseInput(
      wishesInput(
        await nowOf(tx),
        sectors.map(({ id }) => id),
      ),
      value,
    )
  }
}

/**
 * Plans anew, by the wishes that this transaction has written, what waits for this person: what was never tried. With the person's own
 * login; {@link lockNumbers} comes first.
 */
export async function planAgain(tx: Tx, personId: string): Promise<void> {
  const waiting = await waitingOf(tx, personId)
  if (waiting.length === 0) return
  const recipient: Pick<Recipient, 'unwished' | 'wishes'> = {
    unwished: await unwishedOf(tx, personId),
    wishes: (await wishesOf(tx, [personId])).get(personId),
  }
  const topics = await topicsOf(tx, [...new Set(waiting.map(({ editionId }) => editionId))])
  const now = await nowOf(tx)
  await planAnew(
    tx,
    personId,
    waiting.map(row => ({
      ...row,
      wished: wishedOf(row, row.channel, recipient, {
        now,
        purpose: row.purpose,
        topic: topics.get(row.editionId),
        isBurst: row.putOff === 'BURST',
      }),
    })),
  )
}

async function unwishedOf(tx: Tx, personId: string): Promise<Set<Channel>> {
  const rows: { channel: Channel }[] = await tx.query(
    'select channel from hub.person_channel where person_id = $1 and not enabled',
    [personId],
  )
  return new Set(rows.map(({ channel }) => channel))
}

async function nowOf(tx: Tx): Promise<Date> {
  const [{ now }]: { now: Date }[] = await tx.query('select now()')
  return now
}

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function shown({ quiet, mutedUntil, ...wishes }: Wishes): ShownWishes {
  return {
    ...wishes,
    quietFrom: quiet && clockOf(quiet.from),
    quietUntil: quiet && clockOf(quiet.until),
    mutedUntil: mutedUntil?.toISOString() ?? null,
  }
}

function personOf(reader: Reader): string {
  if (!reader.personId) throw notFound()
  return reader.personId
}
