/**
 * Two worlds of whole hubs. World A is a council with some released products; world B is a clone of its database in which things
 * happened that are above a reader. Every answer to that reader must be the same, byte for byte, and so must what their socket hears.
 */
import { seededRandom } from '@noroshi/clearance/testing'
import { answerTo, bytesOf } from '../../../api/answers.ts'
import { eventually, settled } from '../../../api/steps.ts'
import { Actor, type Listener } from '../../../support/actor.ts'
import { productOf, release, startTestHub, type TestHub } from '../../../support/hub.ts'
import { IS_FULL } from '../../evidence.ts'
import { principalsOf, type Principal } from '../../principals.ts'
import { shrink } from '../../shrink.ts'
import { aboveWhom, EVENTS, type Event, type World } from './events.ts'
import { absentId, ID, naming, probesOf, type Probe, type Schema } from './probes.ts'
import { lookWhoIsReached } from './reach-look.ts'

export interface Finding {
  readonly seed: number
  readonly scenario: number
  readonly principal: Principal
  readonly probe: string
  readonly without: string
  readonly with: string
  /** The fewest events that make the difference. */
  readonly events: readonly string[]
}

/**
 * In a scenario each principal is asked one probe of so many, another in each of as many scenarios. The number shares no factor with
 * four, so that who is asked in every fourth scenario alone is asked every probe over sixty of them, and who is asked in all of them four times.
 */
const TURNS = IS_FULL ? 9 : 15

export class DualHubs {
  readonly #base: TestHub
  readonly #keys: ReadonlyMap<Principal, string | undefined>
  readonly #without: TestHub
  readonly #probes: readonly Probe[]
  readonly #answers = new Map<string, string>()
  readonly #heard = new Map<Principal, string>()
  /** Answers that were compared. */
  compared = 0

  private constructor(base: TestHub, keys: ReadonlyMap<Principal, string | undefined>, without: TestHub) {
    this.#base = base
    this.#keys = keys
    this.#without = without
    this.#probes = probesOf(without.schema as Schema)
  }

  static async open(): Promise<DualHubs> {
    const base = await startTestHub()
    const keys = new Map([...(await principalsOf(base))].map(([name, actor]) => [name, actor.apiKey]))
    const [analyst, officer] = [base.as('analyst-1'), base.as('officer-1')]
    for (const title of ['第一号', '第二号'])
      await release(
        analyst,
        officer,
        productOf(title, [
          { title: `${title} 提供`, secret: true },
          { title: `${title} 周知`, audience: { everyone: true, toPublic: true } },
        ]),
      )
    await settled(base)
    await heardByAll(base, keys)
    await lookWhoIsReached(base)
    await base.freeze()
    return new DualHubs(base, keys, await startTestHub({ from: base, worker: false }))
  }

  get probes(): number {
    return this.#probes.length
  }

  async close(): Promise<void> {
    await this.#without.stop()
    await this.#base.database.drop()
  }

  /** A random script of a seed. */
  scriptOf(seed: number, scenario: number): Event[] {
    const rng = seededRandom(seed * 7919 + scenario)
    // Every fourth script is made of what is above everybody, or else those who see most would never be asked.
    const pool = scenario % 4 === 3 ? EVENTS.filter(({ known }) => known.length === 0) : EVENTS
    return Array.from({ length: 2 + Math.floor(rng() * 4) }, () => pool[Math.floor(rng() * pool.length)])
  }

  /** Plays a script in a new world B; resolves to the shrunk difference to those whom it is above, or to undefined. */
  async compare(
    seed: number,
    scenario: number,
    script = this.scriptOf(seed, scenario),
    whom = aboveWhom(script),
  ): Promise<Finding | undefined> {
    const differs = (some: readonly Event[]) => this.#difference(seed, scenario, some, whom)
    const difference = await differs(script)
    if (!difference) return undefined
    const { found, fewest } = await shrink(script, difference, differs)
    return { seed, scenario, ...found, events: fewest.map(({ name }) => name) }
  }

  async #difference(seed: number, scenario: number, script: readonly Event[], whom: readonly Principal[]) {
    const hub = await startTestHub({ from: this.#base })
    const listeners: Listener[] = []
    try {
      const listening = whom.filter(principal => this.#keys.get(principal) && principal !== 'a revoked member')
      for (const principal of listening) listeners.push(await this.#actor(hub, principal).listen())
      const world = worldOf(hub)
      const hidden: string[] = []
      for (const event of script) hidden.push(...(await event.play(world)))
      await settled(hub)
      await lookWhoIsReached(hub)
      const rng = seededRandom(seed + scenario)
      for (const principal of whom) {
        const actor = this.#actor(hub, principal)
        for (const [place, probe] of this.#probes.entries()) {
          if ((place + scenario) % TURNS !== 0) continue
          const id = probe.namesId ? (hidden[Math.floor(rng() * hidden.length)] ?? absentId()) : ID
          const answer = await ask(actor, hub, naming(probe, id), id)
          const without = await this.#answerWithout(principal, probe, id.includes('--'))
          this.compared += 1
          if (answer !== without) return { principal, probe: probe.name, without, with: answer }
        }
      }
      for (const [index, listener] of listeners.entries()) {
        const expected = await this.#heardWithout(listening[index])
        const isWhole = () => framesOf(listener).length >= expected.length
        await listener.until(isWhole, 'the whole inbox').catch(() => undefined)
        const heard = framesOf(listener)
        if (heard !== expected) return { principal: listening[index], probe: 'socket', without: expected, with: heard }
      }
      return undefined
    } finally {
      for (const listener of listeners) listener.close()
      await hub.stop()
    }
  }

  #actor(hub: TestHub, principal: Principal): Actor {
    const key = this.#keys.get(principal)
    return key ? new Actor(hub.url).withKey(key) : new Actor(hub.url)
  }

  /** What this principal hears in world A, in every word: their inbox from its beginning. */
  async #heardWithout(principal: Principal): Promise<string> {
    const known = this.#heard.get(principal)
    if (known !== undefined) return known
    const actor = this.#actor(this.#without, principal)
    const { inbox } = await actor.ask('{ inbox(first: 100) { lastSeq } }')
    const listener = await actor.listen()
    await listener.until(() => listener.last >= inbox.lastSeq, 'the whole inbox')
    listener.close()
    const heard = framesOf(listener)
    this.#heard.set(principal, heard)
    return heard
  }

  async #answerWithout(principal: Principal, probe: Probe, isStixId: boolean): Promise<string> {
    const key = `${principal}: ${probe.name} ${isStixId}`
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const id = !probe.namesId ? ID : isStixId ? `indicator--${absentId()}` : absentId()
    const answer = await ask(this.#actor(this.#without, principal), this.#without, naming(probe, id), id)
    this.#answers.set(key, answer)
    return answer
  }
}

/** Everything that a socket was told, however it was cut into frames. */
const framesOf = ({ frames }: Listener): string =>
  JSON.stringify(frames.flatMap(frame => (frame as { items?: readonly object[] }).items ?? [frame]))

/** Status, headers but the date, and body; the hub's own address, trace ids and the id that was sent are taken out. */
async function ask(actor: Actor, hub: TestHub, probe: Probe, id: string): Promise<string> {
  const sent = [id, hub.url, new URL(hub.url).host]
  return probe.query ? answerTo(actor, probe.query, {}, sent) : bytesOf(await actor.get(probe.path ?? '/'), sent)
}

/** Everybody has heard and acknowledged the news so far, so that a socket opened in one world alone leaves no trace there. */
async function heardByAll(hub: TestHub, keys: ReadonlyMap<Principal, string | undefined>): Promise<void> {
  const people = [...keys].flatMap(([principal, key]) => (key && principal !== 'a revoked member' ? [key] : []))
  const listeners = await Promise.all(people.map(key => new Actor(hub.url).withKey(key).listen()))
  const owed = async (): Promise<number> => {
    const { rows } = await hub.database.superuser.query<{ count: number }>(
      `select count(*)::int as count from hub.inbox i join hub.api_key k on k.person_id = i.person_id
       where k.name = 'proof' and i.delivered_at is null and i.person_id not in (select p.id from hub.person p where p.email like 'nijinohashi%')`,
    )
    return rows[0].count
  }
  await eventually(async () => (await owed()) === 0, 'everybody to have heard')
  for (const [index, listener] of listeners.entries()) {
    listener.close()
    const who = new Actor(hub.url).withKey(people[index])
    // Acknowledged already, so that a probe that acknowledges changes nothing; a key for reading alone may not.
    for (const { seq } of listener.items) await who.asking(`mutation { acknowledge(seq: ${seq}) { seq } }`)
  }
}

function worldOf(hub: TestHub): World {
  let administrator: Promise<Actor> | undefined
  return {
    hub,
    analyst: hub.as('analyst-1'),
    officer: hub.as('officer-1'),
    administrator: () => (administrator ??= new Actor(hub.url, hub.account('administrator')).signIn()),
  }
}
