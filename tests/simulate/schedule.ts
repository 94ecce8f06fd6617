/**
 * One schedule: ten seconds of a hub in which things are released, recalled, revoked, and break, at instants drawn from a seed; then
 * nothing breaks any more, and everything has to have come right.
 */
import { seededRandom } from '@noroshi/clearance/testing'
import type { ModelFault } from './database.ts'
import { Hub } from './hub.ts'
import { World } from './world.ts'

export interface Played {
  readonly seed: number
  readonly broken: readonly string[]
  readonly trace: readonly string[]
  /** What happened, for who counts. */
  readonly shown: number
  readonly sent: number
  readonly repeated: number
  readonly faults: number
}

const TROUBLE_MS = 10_000
/** After the longest wait for what a worker held when it died, and some tries that failed; or when a clock was a day ahead, after that day. */
const MOST_CALM_MS = 3_600_000
const MOST_CALM_AFTER_JUMP_MS = 26 * 3_600_000

export async function play(seed: number, faults: readonly ModelFault[] = [], tracing = false): Promise<Played> {
  const world = new World(seededRandom(seed), tracing)
  const hub = new Hub(world, faults)
  const { database } = hub
  const within = () => world.between(0, TROUBLE_MS)
  let happened = 0
  const sometimes = (most: number, probability: number, work: () => void) => {
    for (let time = 0; time < most; time += 1)
      if (world.chance(probability)) {
        happened += 1
        world.after(within(), work)
      }
  }
  for (let index = 0; index < 3 + Math.floor(world.random() * 4); index += 1) {
    const at = within()
    // Several at once, and now and then somebody loses a right, or it is taken back, in that very moment.
    const together = world.pick([1, 1, 2, 3])
    for (let one = 0; one < together; one += 1) world.after(at + world.between(0, 8), () => hub.release())
    if (world.chance(0.2)) world.after(at + world.between(0, 60), () => hub.revoke(world.pick(hub.people)))
    if (world.chance(0.2)) world.after(at + world.between(10, 60), () => hub.recall(world.pick(hub.announced)))
  }
  sometimes(2, 0.4, () => hub.announced.length > 0 && hub.recall(world.pick(hub.announced)))
  sometimes(1, 0.3, () => hub.revoke(world.pick(hub.people)))
  sometimes(2, 0.4, () => hub.crashApi(Math.floor(world.random() * 2)))
  sometimes(1, 0.3, () => hub.stopApi(Math.floor(world.random() * 2)))
  sometimes(2, 0.4, () => hub.crashWorker(Math.floor(world.random() * 2)))
  sometimes(2, 0.25, () => hub.crashDatabase(world.between(50, world.chance(0.1) ? 60_000 : 3_000)))
  sometimes(1, 0.15, () => hub.jumpClock((world.chance(0.5) ? 1 : -1) * 86_400_000, world.between(100, 5_000)))
  sometimes(4, 0.4, () => {
    for (const wire of world.pick(hub.recipients).wires) wire.cut()
  })
  sometimes(1, 0.3, () => {
    for (const wire of world.pick(hub.recipients).wires) wire.slowMs = world.between(1_000, 8_000)
  })
  sometimes(1, 0.3, () => world.pick(hub.recipients).restart())
  database.lossOfStatements = world.chance(0.3) ? 0.02 : 0
  database.lossOfNotifications = world.chance(0.3) ? 0.5 : 0

  await world.runUntil(TROUBLE_MS)
  hub.isFaulty = false
  database.lossOfNotifications = 0
  database.lossOfStatements = 0
  world.note(() => 'nothing breaks any more')
  const giveUpAt = hub.clockJumped ? MOST_CALM_AFTER_JUMP_MS : MOST_CALM_MS
  while (world.now < giveUpAt && !isQuiet(hub))
    await world.runUntil(world.now + (world.now < 600_000 ? 5_000 : 300_000))
  judge(hub)
  for (const recipient of hub.recipients) recipient.end()
  return {
    seed,
    broken: hub.broken,
    trace: world.trace,
    shown: hub.recipients.reduce((sum, { shown }) => sum + shown.length, 0),
    sent: hub.offices.reduce((sum, { taken }) => sum + taken, 0),
    repeated: hub.offices.reduce((sum, { repeated }) => sum + repeated, 0),
    faults: happened,
  }
}

function isQuiet({ busy, database, recipients }: Hub): boolean {
  return (
    busy === 0 &&
    database.isUp &&
    database.skewMs === 0 &&
    database.outbox.every(({ done }) => done) &&
    database.deliveries.every(({ state }) => state !== 'QUEUED') &&
    recipients.every(({ busy: working, personId, shown }) => {
      const rows = database.inboxes.get(personId) ?? []
      const isOut = database.people.get(personId)?.active !== true
      return working === 0 && (isOut || (shown.length === rows.length && rows.every(({ delivered }) => delivered)))
    })
  )
}

/** What has to be so in the end, whatever happened. */
function judge(hub: Hub): void {
  const { database, announced, people, recipients, offices } = hub
  for (const row of database.outbox) if (!row.done) hub.violate(`${row.kind} of ${row.productId} was never dispatched`)
  for (const row of database.deliveries) if (row.state === 'QUEUED') hub.violate(`${row.id} never ended`)
  for (const { productId, released, tier, rank, recalled } of announced) {
    if (released && !database.outbox.some(row => row.productId === productId && row.kind === 'RELEASED'))
      hub.violate(`the release of ${productId} was answered, and is lost`)
    if (!released) hub.violate(`the release of ${productId} was never answered`)
    for (const person of people) {
      const rows = (database.inboxes.get(person.id) ?? []).filter(row => row.productId === productId)
      const told = rows.filter(({ kind }) => kind === 'RELEASED')
      const isFor = person.tier === 'FRIEND' ? tier !== 'MEMBER' : tier !== 'FRIEND' && (rank <= 1 || tier === 'BOTH')
      if (told.length > 1) hub.violate(`${person.id} was told ${told.length} times of ${productId}`)
      const kept = person.lostAt.length === 0
      if (isFor && kept && !recalled && told.length === 0) hub.violate(`${person.id} was never told of ${productId}`)
      const takenBack = rows.filter(({ kind }) => kind === 'RECALLED').length
      if (
        database.outbox.some(row => row.productId === productId && row.kind === 'RECALLED') &&
        takenBack !== told.length
      )
        hub.violate(
          `${person.id} was told ${told.length} times of ${productId} and ${takenBack} times that it is recalled`,
        )
    }
  }
  for (const { id, active, lostAt } of people) {
    const rows = (database.inboxes.get(id) ?? []).toSorted((one, other) => one.seq - other.seq)
    if (rows.some(({ seq }, index) => seq !== index + 1) || (database.counters.get(id) ?? 0) !== rows.length)
      hub.violate(`the numbers of ${id} are ${rows.map(({ seq }) => seq).join()}`)
    const windows = recipients.filter(({ personId }) => personId === id)
    for (const { shown } of windows)
      if (active && shown.length !== rows.length) hub.violate(`${id} was shown ${shown.length} of ${rows.length}`)
    for (const row of rows) {
      if (row.delivered && !windows.some(({ shown }) => shown.includes(row.seq)))
        hub.violate(`${id}: ${row.seq} is on record and was not shown`)
      if (active && !row.delivered) hub.violate(`${id}: ${row.seq} was shown and is not on record`)
      if (windows.some(({ acknowledged }) => acknowledged.has(row.seq)) && !row.acknowledged)
        hub.violate(`${id}: the note of ${row.seq} is lost`)
    }
    if (lostAt.length > 0) continue
    for (const row of database.deliveries.filter(({ personId }) => personId === id)) {
      const box = offices.find(({ channel }) => channel === row.channel)?.boxes.get(id) ?? []
      if (row.state === 'SENT' && !box.some(held => held.id === row.id))
        hub.violate(`${row.id} is SENT and did not come`)
    }
    for (const row of rows)
      if (
        !database.deliveries.some(({ personId, seq }) => personId === id && seq === row.seq) &&
        wishesAny(hub, id, row.urgency)
      )
        hub.violate(`${id}: ${row.seq} has no row in the ledger`)
  }
}

const wishesAny = ({ database }: Hub, id: string, urgency: string): boolean => {
  const person = database.people.get(id)
  return person !== undefined && (person.wishesMail || person.webhook !== null || urgency === 'EMERGENCY')
}
