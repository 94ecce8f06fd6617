import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '@noroshi/database'
import { asHandingOver } from '@noroshi/database/system-reader'
import { holdContacts } from '@noroshi/membership'
import { AnswerRoundsRepository } from './answer-rounds.repository.ts'
import { channelsOf } from './channel-adapters.ts'
import { DeliverySettings } from './delivery-settings.ts'
import { HandingOverRepository, type DueHandover, type Follower } from './handing-over.repository.ts'
import { contactsAfter, holdsOf, postsOf, type Contacts, type Post } from './handover.ts'
import type { Channel } from './ledger.ts'
import { writeDeliveries } from './told.ts'

/**
 * Carries hand-overs out on their day, in the worker (ACT-6). All of an organisation's that are of one day go over in one transaction, each
 * row locked: two workers do it once, and one that is killed has done none of it. One that something stands against is held, and tried again.
 */
@Injectable()
export class HandingOverService {
  readonly #rows = new HandingOverRepository()
  readonly #rounds = new AnswerRoundsRepository()
  readonly #channels: readonly Channel[]

  constructor(
    private readonly database: Database,
    settings: DeliverySettings,
  ) {
    this.#channels = channelsOf(settings)
  }

  /** Does all that are due, also those of days on which no worker ran; returns how many. */
  async runDue(): Promise<number> {
    const organisations = await asHandingOver(this.database, tx => this.#rows.organisations(tx))
    let done = 0
    const failures: unknown[] = []
    // One that fails keeps no other organisation waiting.
    for (const id of organisations)
      try {
        done += await asHandingOver(this.database, tx => this.#run(tx, id))
      } catch (error) {
        failures.push(error)
      }
    if (done > 0) await asHandingOver(this.database, tx => tx.query(`select pg_notify('hub_inbox', '')`))
    if (failures.length > 0) throw failures[0]
    return done
  }

  async #run(tx: Tx, organisationId: string): Promise<number> {
    await holdContacts(tx, organisationId)
    const byDay = Map.groupBy(await this.#rows.due(tx, organisationId), one => one.effectiveOn)
    let done = 0
    for (const due of byDay.values()) {
      const people = due.flatMap(one => [one.leaverId, ...(one.successorId === null ? [] : [one.successorId])])
      const facts = await this.#rows.facts(tx, people)
      const holds = holdsOf(due, id => facts.get(id))
      const followers = due.flatMap(({ successorId, ...one }) =>
        successorId === null || holds.get(one.id) !== null ? [] : [{ ...one, successorId }],
      )
      for (const one of due) {
        const hold = holds.get(one.id) ?? null
        if (hold !== null && hold !== one.heldBecause) await this.#rows.hold(tx, one.id, hold)
      }
      if (followers.length > 0) await this.#handOver(tx, organisationId, followers)
      done += followers.length
    }
    return done
  }

  async #handOver(
    tx: Tx,
    organisationId: string,
    followers: readonly (DueHandover & { successorId: string })[],
  ): Promise<void> {
    const before = await this.#rows.contacts(tx, organisationId)
    const held = (one: Follower): Post[] => (before ? postsOf(before, one.leaverId) : [])
    if (before && followers.some(one => held(one).length > 0)) {
      const after = contactsAfter(before, new Map(followers.map(one => [one.leaverId, one.successorId])))
      const came = followers.filter(one => held(one).length > 0).map(one => one.successorId)
      const handedTo = [...new Set([...before.awaited, ...came])].filter(id => isNamed(after, id))
      const [{ plannedBy }] = followers
      await this.#rows.name(tx, organisationId, after, before.id, handedTo, plannedBy)
      for (const one of followers) await this.#escalateAnew(tx, organisationId, one.leaverId, held(one))
    }
    await this.#rows.assignCases(tx, followers)
    await this.#rows.passTurns(tx, followers)
    await this.#rows.shutOut(
      tx,
      followers.filter(one => one.shutOut),
    )
    for (const one of followers) await this.#rows.done(tx, one.id, held(one))
  }

  /** What climbed to whoever held the post and was not sent yet, climbs to whoever holds it now. */
  async #escalateAnew(tx: Tx, organisationId: string, leaverId: string, posts: readonly Post[]): Promise<void> {
    if (posts.length === 0) return
    const which = posts.includes('FIRST_CONTACT') ? 'FIRST' : 'SECOND'
    for (const editionId of await this.#rows.withdrawEscalations(tx, leaverId)) {
      const told = await this.#rounds.contactsOf(tx, editionId, [organisationId], which)
      await writeDeliveries(tx, told, this.#channels, 'ESCALATION')
    }
  }
}

const isNamed = ({ firstId, secondId }: Contacts, id: string): boolean => firstId === id || secondId === id
