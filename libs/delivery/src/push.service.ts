import { Injectable } from '@nestjs/common'
import type { Label, Reader, Tier } from '@noroshi/clearance'
import { Database } from '@noroshi/database'
import { asPusher } from '@noroshi/database/system-reader'
import { InboxRepository, type Cursor, type Receipt } from './inbox.repository.ts'
import { frameFor, type NewsFrame } from './news-frame.ts'

/** What the pusher reads for the open sockets of a tier, in one statement however many there are. */
@Injectable()
export class PushService {
  readonly #inbox = new InboxRepository()
  /** Labels are immutable, so what is read once stays true. */
  readonly #labels = new Map<number, Label>()

  constructor(private readonly database: Database) {}

  /** The frames after each cursor, by person, with the rights of each reader decided at `at`. */
  async framesAfter(
    tier: Tier,
    cursors: readonly Cursor[],
    readers: ReadonlyMap<string, Reader>,
    at: Date,
  ): Promise<Map<string, NewsFrame[]>> {
    const frames = new Map<string, NewsFrame[]>()
    if (cursors.length === 0) return frames
    const rows = await asPusher(this.database, tier, async tx => {
      const found = await this.#inbox.newsAfter(tx, cursors)
      const unknown = [...new Set(found.map(row => row.labelId))].filter(id => !this.#labels.has(id))
      if (unknown.length > 0)
        for (const [id, label] of await this.#inbox.labels(tx, unknown)) this.#labels.set(id, label)
      return found
    })
    for (const row of rows) {
      const reader = readers.get(row.personId)
      if (!reader) continue
      const frame = frameFor(reader, row, this.#labels.get(row.labelId), at)
      const list = frames.get(row.personId)
      if (list) list.push(frame)
      else frames.set(row.personId, [frame])
    }
    return frames
  }

  /** The number of the last news written for somebody; 0 before the first. */
  async lastSeq(reader: Reader): Promise<number> {
    const { personId } = reader
    if (personId === null) return 0
    return this.database.asReader(reader, tx => this.#inbox.lastSeq(tx, personId))
  }

  /** Records what sockets have shown. */
  async markDelivered(tier: Tier, receipts: readonly Receipt[]): Promise<void> {
    if (receipts.length > 0) await asPusher(this.database, tier, tx => this.#inbox.markDelivered(tx, receipts))
  }
}
