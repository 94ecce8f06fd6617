import { Injectable, Logger, Optional } from '@nestjs/common'
import { Database, type Tx } from '@noroshi/database'
import { asSender } from '@noroshi/database/system-reader'
import { askedFor, ContactsSettings } from '@noroshi/membership'
import { randomUUID } from 'node:crypto'
import { DeliverySettings, type MailServer } from './delivery-settings.ts'
import type { Outcome, Sent } from './ledger.ts'
import { PersonalMail } from './mail-channel.ts'
import { wishedOf, type Recipient } from './plan.ts'
import { Sender, SYSTEM_CLOCK, type AdapterOf, type Clock, type Ledger, type Taken } from './sender.ts'
import { NOTHING_SAID, recipientsAmong } from './told.ts'
import { stepOf, upkeepTextOf, type UpkeepFact } from './upkeep.ts'
import { UpkeepRepository, type UpkeepMail, type WaitingUpkeep } from './upkeep.repository.ts'
import { endOfQuiet } from './wished-times.ts'
import { NO_WISHES } from './wishes.ts'

/**
 * Asks people by mail to mend what they are reached by: at most one mail a day to each, which respects what they wish of mail that is not
 * urgent. It is about no edition, so it stands in no ledger, inbox or figure.
 */
@Injectable()
export class UpkeepService {
  readonly #log = new Logger('upkeep')
  readonly #stored: StoredUpkeep
  readonly #sender: Sender<UpkeepMail>

  constructor(
    private readonly database: Database,
    private readonly settings: DeliverySettings,
    { goodForDays }: ContactsSettings,
    @Optional() clock: Clock = SYSTEM_CLOCK,
  ) {
    this.#stored = new StoredUpkeep(database, goodForDays, clock)
    this.#sender = new Sender<UpkeepMail>(
      this.#stored,
      settings.mail ? [new UpkeepChannel(settings.mail, settings.portal, clock)] : [],
      clock,
      ({ id }, { state, reason }) => {
        if (reason !== null) this.#log.warn({ upkeep: id, state, reason }, 'a message was not taken')
      },
    )
  }

  /** Looks what is to be told, and forgets what is mended; returns how much is to be told anew. Two workers that look write it once. */
  async look(): Promise<number> {
    if (!this.settings.mail) return 0
    return asSender(this.database, tx => this.#stored.look(tx))
  }

  /** Sends every mail that is due; returns how many were tried. */
  sendDue(): Promise<number> {
    return this.#sender.sendDue('MAIL')
  }

  /** Says how what is still on its way ended, when nothing more is taken. */
  settleRest(): Promise<void> {
    return this.#sender.settleRest()
  }

  /** Lets go of its connections. */
  close(): void {
    this.#sender.close()
  }
}

class StoredUpkeep implements Ledger<UpkeepMail> {
  readonly #rows = new UpkeepRepository()

  constructor(
    private readonly database: Database,
    private readonly goodForDays: number,
    private readonly clock: Clock,
  ) {}

  async look(tx: Tx): Promise<number> {
    if (!(await this.#rows.isAlone(tx))) return 0
    const now = this.clock.now()
    const due = await this.#due(tx, now, null)
    const recipients = await recipientsAmong(tx, [...new Set(due.map(({ personId }) => personId))])
    const told = due.flatMap(fact => {
      const wished = wishedBy(recipients.get(fact.personId), now)
      return wished && 'unsent' in wished ? [] : [{ ...fact, dueAt: wished?.until ?? now }]
    })
    return this.#rows.note(tx, now, due, told)
  }

  /** What is due to be told in this moment, and to whom. */
  async #due(
    tx: Tx,
    now: Date,
    personIds: readonly string[] | null,
  ): Promise<(UpkeepFact & { readonly step: number })[]> {
    const found = await this.#rows.found(tx, now, personIds)
    return found.flatMap(({ began, ...fact }) => {
      const since = fact.since ?? (began && askedFor(began, now, this.goodForDays))
      const step = since && stepOf(since, began, now)
      return since && step !== null ? [{ ...fact, since, step }] : []
    })
  }

  take(_channel: string, most: number): Promise<Taken<UpkeepMail>[]> {
    return asSender(this.database, async tx => {
      if (!(await this.#rows.isAlone(tx))) return []
      const now = this.clock.now()
      const rows = await this.#rows.due(tx, now, most)
      if (rows.length === 0) return []
      // Rights, wishes and whether it is mended are asked when it is sent.
      const people = [...new Set(rows.map(({ personId }) => personId))]
      const still = new Set((await this.#due(tx, now, people)).map(nameOf))
      const recipients = await recipientsAmong(tx, people)
      const judged = Object.groupBy(rows, row => {
        const wished = wishedBy(recipients.get(row.personId), now)
        if (!still.has(nameOf(row)) || (wished && 'unsent' in wished)) return 'over'
        return row.mailId === null && quietUntil(recipients.get(row.personId), now) > now ? 'quiet' : 'told'
      })
      await this.#rows.withdraw(tx, now, judged.over ?? [])
      await this.#rows.putOff(
        tx,
        (judged.quiet ?? []).map(row => ({ ...row, until: quietUntil(recipients.get(row.personId), now) })),
      )
      const ofPeople = Map.groupBy(judged.told ?? [], ({ personId }) => personId)
      const mails = new Map([...ofPeople.values()].map(all => [all[0]?.mailId ?? randomUUID(), all]))
      return (await this.#rows.take(tx, now, mails)).map(delivery => ({ delivery, withheld: null }))
    })
  }

  async settle(taken: readonly UpkeepMail[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    await asSender(this.database, tx => this.#rows.settle(tx, this.clock.now(), taken, outcomes))
  }
}

/** As of any mail that is not urgent and of no topic. */
const wishedBy = (recipient: Recipient = NOTHING_SAID, now: Date) =>
  wishedOf({ urgency: 'ROUTINE', kind: 'RELEASED' }, 'MAIL', recipient, { now })

/** Wishes may have changed since it was put off, or nothing have been sent for a while. */
function quietUntil({ wishes = NO_WISHES }: Recipient = NOTHING_SAID, now: Date): Date {
  const { mutedUntil } = wishes
  return endOfQuiet(wishes, mutedUntil && mutedUntil > now ? mutedUntil : now)
}

const nameOf = ({ personId, kind, subjectId, since }: UpkeepFact | WaitingUpkeep): string =>
  [personId, kind, subjectId, since.getTime()].join()

/** One message to one person, of all that they are told of at once. */
class UpkeepChannel implements AdapterOf<UpkeepMail> {
  readonly channel = 'MAIL'
  readonly #mail: PersonalMail

  constructor(
    server: MailServer,
    private readonly portal: string,
    private readonly clock: Clock,
  ) {
    this.#mail = new PersonalMail(server, portal)
  }

  send(mail: UpkeepMail): Promise<Sent> {
    // What is to be said of their key is one of the facts.
    return this.#mail.send({ ...mail, name: mail.id, priority: 'normal' }, () =>
      upkeepTextOf(mail.facts, mail.language, this.portal, this.clock.now()),
    )
  }

  close(): void {
    this.#mail.close()
  }
}
