import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '@noroshi/database'
import { asDispatcher } from '@noroshi/database/system-reader'
import { AnswerRoundsRepository } from './answer-rounds.repository.ts'
import { dueSteps, type AnswerStepKind } from './answer-rounds.ts'
import { channelsOf } from './channel-adapters.ts'
import { DeliverySettings } from './delivery-settings.ts'
import type { Channel } from './ledger.ts'
import { planFor, writeDeliveries } from './told.ts'

/**
 * Reminds organisations that were told and have said nothing, and escalates (PRV-4). A round is one step of one edition: the row that says it
 * was done is written in the transaction of all that it does, so that two workers do it once, and one that is killed has done none of it.
 */
@Injectable()
export class AnswerRoundsService {
  readonly #rounds = new AnswerRoundsRepository()
  readonly #channels: readonly Channel[]

  constructor(
    private readonly database: Database,
    settings: DeliverySettings,
  ) {
    this.#channels = channelsOf(settings)
  }

  /** Does every round that is due; returns how many. */
  async runDue(): Promise<number> {
    const waiting = await asDispatcher(this.database, tx => this.#rounds.waiting(tx))
    let done = 0
    for (const edition of waiting)
      for (const step of dueSteps(edition, edition.now))
        if (await asDispatcher(this.database, tx => this.#run(tx, edition.id, step))) done += 1
    await asDispatcher(this.database, tx => this.#rounds.noteAnswered(tx))
    if (done > 0) await asDispatcher(this.database, tx => tx.query(`select pg_notify('hub_inbox', '')`))
    return done
  }

  async #run(tx: Tx, editionId: string, step: AnswerStepKind): Promise<boolean> {
    if (!(await this.#rounds.take(tx, editionId, step))) return false
    const silent = await this.#rounds.noteSilent(tx, editionId, step)
    if (silent.length === 0 || this.#channels.length === 0) return true
    if (step === 'HALF_TIME' || step === 'DEADLINE')
      await writeDeliveries(tx, await this.#rounds.toldOf(tx, editionId, silent), this.#channels, 'REMINDER')
    else if (step === 'CONTACTS' || step === 'SECOND_CONTACT') {
      const which = step === 'CONTACTS' ? 'FIRST' : 'SECOND'
      await writeDeliveries(
        tx,
        await this.#rounds.contactsOf(tx, editionId, silent, which),
        this.#channels,
        'ESCALATION',
      )
    } else await this.#tellDuty(tx, editionId)
    return true
  }

  /** By every way that they have, as an emergency comes: whoever is on duty is there for it. */
  async #tellDuty(tx: Tx, editionId: string): Promise<void> {
    const personId = await this.#rounds.onDuty(tx)
    if (personId === null) return
    const news = { personId, seq: 0, editionId, urgency: 'EMERGENCY', kind: 'RELEASED' as const }
    await this.#rounds.escalateTo(tx, personId, editionId, await planFor(tx, news, this.#channels))
  }
}
