/** A worker: the real loops, dispatching and sender, on the model of the database. */
import { isUnableNow, Loop } from '@noroshi/database'
import {
  dispatchAll,
  NO_WISHES,
  planOf,
  Sender,
  type Channel,
  type ChannelAdapter,
  type Dispatching,
  type NewsKind,
  type Outbox,
  type Recipient,
  type Told,
} from '@noroshi/delivery/testing'
import type { InboxEntry, SimDatabase, SimTx, StoredDelivery, StoredOutbox } from './database.ts'
import { SimLedger } from './ledger.ts'
import type { Process } from './process.ts'
import { dateAt, type World } from './world.ts'

export const CHANNELS: readonly Channel[] = ['MAIL', 'WEBHOOK']
const CATEGORY_ORDER = ['COMPREHENSIVE', 'PROVISION', 'NOTICE']

export function startWorker(
  world: World,
  database: SimDatabase,
  process: Process,
  adapters: readonly ChannelAdapter[],
  pollMs: () => number,
): void {
  const outbox = outboxOf(database, process)
  const sender = new Sender(new SimLedger(database, process), adapters, {
    now: () => dateAt(database.clockMs),
    random: world.random,
  })
  const tried = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      world.note(() => `${process.name}: ${error instanceof Error ? error.message : 'failed'}`)
    }
  }
  const sending = CHANNELS.map(channel => new Loop(() => tried(() => sender.sendDue(channel))))
  const dispatching = new Loop(async () => {
    await tried(() => dispatchAll(outbox))
    for (const loop of sending) loop.wake()
  })
  const wake = () => {
    dispatching.wake()
    for (const loop of sending) loop.wake()
  }
  const listener = { process, channels: ['hub_outbox'], hear: () => dispatching.wake() }
  database.listeners.add(listener)
  process.onDeath.push(() => database.listeners.delete(listener))
  const poll = () => {
    if (!process.isAlive) return
    wake()
    world.after(pollMs(), poll)
  }
  world.after(world.between(0, 50), poll)
}

function outboxOf(database: SimDatabase, process: Process): Outbox {
  const { faults } = database
  return {
    transaction: async work => {
      let finishing: (() => void) | undefined
      const result = await database.transaction(process, async tx => {
        const done = await work(dispatchingIn(database, tx, mark => (finishing = mark)))
        return done
      })
      if (finishing) {
        const mark = finishing
        await database.transaction(process, async tx => tx.statement(() => tx.write(mark)))
      }
      return result
    },
    postpone: (row, error) =>
      database.transaction(process, async tx => {
        // As an UPDATE does: whoever took the row meanwhile is waited for.
        await tx.lock(`outbox ${row.id}`)
        return tx.statement(() => {
          database.world.note(() => `${process.name}: postpones ${row.id}: ${String(error)}`)
          tx.write(() => {
            const stored = database.outbox.find(({ id }) => id === row.id)
            if (!stored) return
            if (!isUnableNow(error)) stored.attempts += 1
            const seconds = isUnableNow(error) ? 1 : Math.min(300, 2 ** Math.min(stored.attempts, 10))
            stored.dueAt = database.clockMs + seconds * 1000
          })
        })
      }),
  }
  function dispatchingIn(db: SimDatabase, tx: SimTx, apart: (mark: () => void) => void): Dispatching {
    return {
      take: () => tx.statement(() => takeRow(db, tx)),
      now: () => tx.statement(() => dateAt(db.clockMs)),
      readers: () => tx.statement(() => db.readers()),
      editions: productId =>
        tx.statement(() =>
          [...db.editions.values()]
            .filter(edition => edition.productId === productId)
            .map(({ facts, recalledAt }) => ({ ...facts, recalledAt })),
        ),
      correctedFor: async () => [],
      takenBackFrom: productId =>
        tx.statement(() => {
          const told = allRows(db).filter(row => row.productId === productId && row.kind === 'RELEASED')
          return told
            .filter(row => db.editions.get(row.editionId)?.recalledAt !== null)
            .map(({ personId, editionId }) => ({ personId, tier: db.people.get(personId)?.tier ?? '', editionId }))
        }),
      tell: (kind, productId, told) => tell(db, tx, kind, productId, told),
      follow: async () => undefined,
      finish: row =>
        tx.statement(() => {
          const mark = () => {
            const stored = db.outbox.find(({ id }) => id === row.id)
            if (stored) stored.done = true
            db.world.note(() => `${tx.process.name}: dispatched ${row.kind} ${row.productId}`)
          }
          if (faults.has('MARKED_APART')) apart(mark)
          else tx.write(mark)
          tx.notify('hub_inbox')
        }),
    }
  }
}

function takeRow(db: SimDatabase, tx: SimTx): StoredOutbox | undefined {
  const isDue = (row: StoredOutbox) => !row.done && row.dueAt <= Math.max(db.clockMs, row.writtenAt)
  const candidates = db.outbox
    .filter(row => isDue(row))
    .filter(
      row =>
        db.faults.has('RECALL_OVERTAKES') ||
        !db.outbox.some(other => other.productId === row.productId && other.order < row.order && isDue(other)),
    )
    .filter(row => !db.faults.has('CURSOR_BY_ID') || row.order > db.lastSerial)
    .sort((one, other) => one.order - other.order)
  for (const row of candidates)
    if (tx.tryLock(`outbox ${row.id}`)) {
      if (db.faults.has('CURSOR_BY_ID')) tx.write(() => (db.lastSerial = Math.max(db.lastSerial, row.order)))
      return row
    }
  return undefined
}

const allRows = (db: SimDatabase): InboxEntry[] => [...db.inboxes.values()].flat()

async function tell(
  db: SimDatabase,
  tx: SimTx,
  kind: NewsKind,
  productId: string,
  told: readonly Told[],
): Promise<void> {
  // The statement's own look at who was told before; then the counters are locked in one order, and counted.
  const fresh = await tx.statement(() =>
    told.filter(
      ({ personId, editionId }) => db.faults.has('MARKED_APART') || !wasTold(db, kind, productId, personId, editionId),
    ),
  )
  if (kind !== 'RELEASED') await withdrawTakenBack(db, tx, productId)
  for (const { personId, editionId } of fresh.toSorted((one, other) => (one.personId < other.personId ? -1 : 1))) {
    if (!db.faults.has('NUMBERS_WITHOUT_LOCK')) await tx.lock(`counter ${personId}`)
    const seq = db.faults.has('NUMBERS_WITHOUT_LOCK') ? nextSerial(db, personId) : (db.counters.get(personId) ?? 0) + 1
    const edition = db.editions.get(editionId)
    const row = {
      personId,
      seq,
      kind,
      editionId,
      productId,
      urgency: edition?.urgency ?? '',
      delivered: false,
      acknowledged: false,
    }
    const person = db.people.get(personId)
    tx.write(() => {
      db.counters.set(personId, Math.max(seq, db.counters.get(personId) ?? 0))
      const rows = db.inboxes.get(personId) ?? []
      rows.push(row)
      db.inboxes.set(personId, rows)
    })
    const recipient: Recipient = {
      unwished: new Set(person?.wishesMail === false ? ['MAIL' as const] : []),
      endpoints: person?.webhook ? [{ id: person.webhook, channel: 'WEBHOOK' }] : [],
      wishes: { ...NO_WISHES, mutedUntil: person?.mutedUntil ?? null },
    }
    const planned = planOf({ personId, seq, editionId, urgency: row.urgency, kind }, recipient, CHANNELS, {
      now: dateAt(db.clockMs),
    })
    for (const { channel, endpointId, wished } of planned) {
      if (wished && 'unsent' in wished) continue
      const putOffUntil = wished ? wished.until.getTime() - dateAt(0).getTime() : null
      tx.write(() =>
        db.deliveries.push({
          id: `${personId} ${seq} ${channel}`,
          personId,
          seq,
          channel,
          endpointId,
          editionId,
          kind,
          urgency: row.urgency,
          queuedAt: db.clockMs,
          putOffUntil,
          state: 'QUEUED',
          attempts: 0,
          dueAt: putOffUntil ?? db.clockMs,
          settles: 0,
        }),
      )
    }
  }
}

/** What waits for a wish, and was taken back meanwhile, is not sent; as an UPDATE does, whoever takes it meanwhile is waited for. */
async function withdrawTakenBack(db: SimDatabase, tx: SimTx, productId: string): Promise<void> {
  const waits = (row: StoredDelivery) => row.state === 'QUEUED' && row.attempts === 0 && row.putOffUntil !== null
  const isTakenBack = ({ editionId, kind }: StoredDelivery) => {
    const edition = db.editions.get(editionId)
    return edition?.productId === productId && edition.recalledAt !== null && kind !== 'RECALLED'
  }
  for (const row of db.deliveries.filter(one => waits(one) && isTakenBack(one))) {
    await tx.lock(`delivery ${row.id}`)
    if (await tx.statement(() => waits(row))) tx.write(() => (row.state = 'WITHDRAWN'))
  }
}

/** As a sequence gives them: at once, whether or not they are ever committed. */
const serials = new WeakMap<SimDatabase, Map<string, number>>()
function nextSerial(db: SimDatabase, personId: string): number {
  const given = serials.get(db) ?? new Map<string, number>()
  serials.set(db, given)
  const next = (given.get(personId) ?? 0) + 1
  given.set(personId, next)
  return next
}

function wasTold(db: SimDatabase, kind: NewsKind, productId: string, personId: string, editionId: string): boolean {
  const category = db.editions.get(editionId)?.facts.category ?? ''
  return (db.inboxes.get(personId) ?? []).some(row => {
    if (row.productId !== productId) return false
    if (row.kind === kind && row.editionId === editionId) return true
    const sent = db.editions.get(row.editionId)
    return (
      kind === 'RELEASED' &&
      row.kind !== 'RECALLED' &&
      sent?.recalledAt === null &&
      CATEGORY_ORDER.indexOf(sent.facts.category) <= CATEGORY_ORDER.indexOf(category)
    )
  })
}
