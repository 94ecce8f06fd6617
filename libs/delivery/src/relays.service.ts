import { Injectable } from '@nestjs/common'
import { can, downstreamSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid, type Tx } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import type { Page, PageRequest } from '@noroshi/products'
import {
  downstreamInput,
  MOST_DOWNSTREAM,
  readDownstream,
  tooMany,
  type Downstream,
  type DownstreamFault,
} from './downstream.ts'
import type { RelayDesk, RelayNotice, RelayRow } from './relay.ts'
import { RelayRepository } from './relay.repository.ts'
import { relayTokenDigest } from './relay-token.ts'

/** What became of a table of recipients: all of it was taken, or nothing. */
export interface DownstreamAdditions {
  readonly added: number
  /** Their addresses were in the list. */
  readonly known: number
  readonly faults: readonly DownstreamFault[]
}

/** What coordinators of an intermediary do: keep its list, pass NOTICEs on, and see how far each came (PRV-7, ACT-10). */
@Injectable()
export class RelaysService {
  readonly #relays = new RelayRepository()

  constructor(private readonly database: Database) {}

  /** Null for whoever coordinates no intermediary. */
  desk(reader: Reader): Promise<RelayDesk | null> {
    return this.database.asReader(reader, async tx => (await this.#relays.desk(tx)) ?? null)
  }

  /** Whether what is urgent, and drills, go on without a press. @throws HubError NOT_FOUND */
  relayAtOnce(reader: Reader, atOnce: boolean): Promise<RelayDesk> {
    return this.#atDesk(reader, async (tx, { intermediaryId }) => {
      await this.#relays.consent(tx, intermediaryId, atOnce)
      const desk = await this.#relays.desk(tx)
      if (!desk) throw notFound()
      return desk
    })
  }

  /** @throws HubError NOT_FOUND for whoever coordinates no intermediary */
  downstream(reader: Reader, text: string, page: PageRequest): Promise<Page<Downstream>> {
    return this.#atDesk(reader, (tx, { intermediaryId }) => this.#relays.list(tx, intermediaryId, text, page))
  }

  /** @throws HubError NOT_FOUND, INVALID_INPUT, CONFLICT when the address is in the list */
  add(reader: Reader, value: unknown): Promise<Downstream> {
    return this.#writing(reader, async (tx, { intermediaryId, downstream }) => {
      const sectors = await this.#relays.sectors(tx)
      const input = parseInput(downstreamInput(sectors.map(({ id }) => id)), value)
      const [id] = downstream < MOST_DOWNSTREAM ? await this.#relays.add(tx, intermediaryId, [input]) : []
      const made = id === undefined ? undefined : await this.#relays.find(tx, id)
      if (made) return made
      const { message, messageJa } = downstream < MOST_DOWNSTREAM ? TAKEN : tooMany(1)
      throw new HubError('CONFLICT', 'NOT_ADDED', message, 'email', messageJa)
    })
  }

  /** What was passed on to it stays known to it: of that it is told when it is taken back. @throws HubError NOT_FOUND */
  remove(reader: Reader, id: string): Promise<boolean> {
    return this.#atDesk(reader, async tx => {
      if (!(await this.#relays.remove(tx, id))) throw notFound()
      return true
    })
  }

  /** Takes a whole table or nothing of it; who is in the list already stays as they are. @throws HubError NOT_FOUND */
  importTable(reader: Reader, text: string): Promise<DownstreamAdditions> {
    return this.#writing(reader, async (tx, { intermediaryId, downstream }) => {
      const { rows, faults } = readDownstream(text, await this.#relays.sectors(tx))
      if (faults.length > 0) return { added: 0, known: 0, faults }
      if (downstream + rows.length > MOST_DOWNSTREAM) return { added: 0, known: 0, faults: [tooMany(1)] }
      const added = await this.#relays.add(tx, intermediaryId, rows)
      return { added: added.length, known: rows.length - added.length, faults: [] }
    })
  }

  /** @throws HubError NOT_FOUND for whoever coordinates no intermediary */
  notices(reader: Reader, page: PageRequest): Promise<Page<RelayNotice>> {
    return this.#atDesk(reader, (tx, { intermediaryId }) => this.#relays.notices(tx, intermediaryId, page))
  }

  /**
   * Passes a NOTICE on to whoever is in the list and has not had it; pressed again, to those who came since.
   * @throws HubError NOT_FOUND also for what may not be passed on, CONFLICT when there is nobody to pass it on to
   */
  pass(reader: Reader, editionId: string): Promise<RelayNotice> {
    if (!isUuid(editionId)) throw notFound()
    return this.#atDesk(reader, async (tx, { intermediaryId }) => {
      const [before] = (await this.#relays.notices(tx, intermediaryId, { first: 1 }, editionId)).items
      if (before?.title == null) throw notFound()
      if ((await this.#relays.pass(tx, intermediaryId, editionId)) === 0 && before.recipients === 0) throw nobody()
      const [after] = (await this.#relays.notices(tx, intermediaryId, { first: 1 }, editionId)).items
      return after
    })
  }

  /** @throws HubError NOT_FOUND */
  rows(reader: Reader, editionId: string, page: PageRequest): Promise<Page<RelayRow>> {
    if (!isUuid(editionId)) throw notFound()
    return this.#atDesk(reader, (tx, { intermediaryId }) => this.#relays.rows(tx, intermediaryId, editionId, page))
  }

  /** That a recipient said another way that it arrived. @throws HubError NOT_FOUND, also when it was noted before */
  note(reader: Reader, relayId: string): Promise<boolean> {
    return this.#atDesk(reader, async tx => {
      if (!(await this.#relays.note(tx, relayId))) throw notFound()
      return true
    })
  }

  /**
   * By whoever has the token that stood in a mail; once. The same answer for one that is unknown, over or used.
   * @returns whether it was noted now
   */
  acknowledge(token: string): Promise<boolean> {
    const [tier = 'FRIEND'] = this.database.tiers.filter(one => one !== 'PUBLIC').toReversed()
    const digest = relayTokenDigest(token)
    return this.database.asStranger(tier, digest, tx => this.#relays.acknowledge(tx, digest))
  }

  #writing<T>(reader: Reader, work: (tx: Tx, desk: RelayDesk) => Promise<T>): Promise<T> {
    return this.#atDesk(reader, async (tx, { intermediaryId }) => {
      await this.#relays.hold(tx, intermediaryId)
      const desk = await this.#relays.desk(tx)
      if (!desk) throw notFound()
      return work(tx, desk)
    })
  }

  #atDesk<T>(reader: Reader, work: (tx: Tx, desk: RelayDesk) => Promise<T>): Promise<T> {
    return this.database.asReader(reader, async (tx, at) => {
      const desk = await this.#relays.desk(tx)
      const subject = desk && downstreamSubject(desk)
      if (!desk || !subject || !can(reader, 'relay', subject, await at)) throw notFound()
      return work(tx, desk)
    })
  }
}

const TAKEN = { message: 'This address is in the list.', messageJa: 'この宛先はすでに登録されています。' }

const nobody = () =>
  new HubError(
    'CONFLICT',
    'NOBODY_DOWNSTREAM',
    'There is nobody in your list to whom this may be passed on.',
    undefined,
    'この情報を中継できる中継先がありません。中継先を登録してください。',
  )
