import type { ChannelAdapter, Outcome, TakenDelivery } from './ledger.ts'
import { Sender, type Ledger, type Taken } from './sender.ts'

const NOW = new Date('2026-11-21T00:00:00.000Z')
const CLOCK = { now: () => NOW, random: () => 0 }

const deliveryOf = (id: string): TakenDelivery => ({
  id,
  queuedAt: NOW,
  personId: `person of ${id}`,
  seq: 1,
  purpose: 'NEWS',
  kind: 'RELEASED',
  editionId: 'edition',
  urgency: 'PRIORITY',
  reference: 'N-1',
  attempt: 1,
  email: `${id}@example.jp`,
  language: 'ja',
  words: null,
  endpoint: null,
})

/** A ledger whose database goes away whenever the test says so: what it holds, leased once it was taken, and how each row ended. */
class LedgerThatFails implements Ledger {
  readonly settled = new Map<string, Outcome>()
  readonly waiting: TakenDelivery[]
  isAway: 'NO' | 'FOR_SETTLING' | 'FOR_TAKING' = 'NO'

  constructor(...ids: readonly string[]) {
    this.waiting = ids.map(deliveryOf)
  }

  async take(_channel: string, most: number): Promise<readonly Taken[]> {
    if (this.isAway === 'FOR_TAKING') throw new Error('the connection was lost')
    return this.waiting.splice(0, most).map(delivery => ({ delivery, withheld: null }))
  }

  async settle(taken: readonly TakenDelivery[], outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    if (this.isAway === 'FOR_SETTLING') throw new Error('the connection was lost')
    for (const { id } of taken) {
      const outcome = outcomes.get(id)
      if (outcome) this.settled.set(id, outcome)
    }
  }
}

/** A server that takes each message when the test lets it. */
class Office implements ChannelAdapter {
  readonly channel = 'MAIL'
  readonly sent: string[] = []
  readonly atOnce: number
  #answers: (() => void)[] = []

  constructor(
    private readonly waits = false,
    atOnce = 100,
  ) {
    this.atOnce = atOnce
  }

  async send({ id }: TakenDelivery) {
    this.sent.push(id)
    if (this.waits) await new Promise<void>(resolve => this.#answers.push(resolve))
    return { state: 'SENT', reason: null } as const
  }

  answer(): void {
    for (const answer of this.#answers.splice(0)) answer()
  }

  close(): void {
    // holds no connection
  }
}

describe('a sender whose ledger goes away', () => {
  it('keeps how each message ended, says it when the ledger is back, and sends none again', async () => {
    const ledger = new LedgerThatFails('one', 'two')
    const office = new Office()
    const sender = new Sender(ledger, [office], CLOCK)
    ledger.isAway = 'FOR_SETTLING'
    for (let time = 0; time < 3; time += 1) await expect(sender.sendDue('MAIL')).rejects.toThrow('the connection')
    expect(ledger.settled.size).toBe(0)

    ledger.isAway = 'NO'
    await sender.sendDue('MAIL')
    expect([...ledger.settled.values()].map(({ state }) => state)).toEqual(['SENT', 'SENT'])
    expect(office.sent).toEqual(['one', 'two'])
  })

  it('keeps what was on its way when nothing could be taken', async () => {
    const ledger = new LedgerThatFails('one')
    const office = new Office(true)
    const sender = new Sender(ledger, [office], CLOCK)
    const sending = sender.sendDue('MAIL')
    await untilTrue(() => office.sent.length === 1)
    ledger.isAway = 'FOR_TAKING'
    sender.wake()
    // Woken by nothing but an answer, it settles and then fails to take.
    office.answer()
    await expect(sending).rejects.toThrow('the connection')

    ledger.isAway = 'NO'
    await sender.sendDue('MAIL')
    expect(ledger.settled.get('one')?.state).toBe('SENT')
    expect(office.sent).toEqual(['one'])
  })

  it('counts what is still on its way from before: never more at once than the server may have', async () => {
    const ledger = new LedgerThatFails('one', 'two', 'three')
    const office = new Office(true, 2)
    const sender = new Sender(ledger, [office], CLOCK)
    const first = sender.sendDue('MAIL')
    await untilTrue(() => office.sent.length === 2)
    ledger.isAway = 'FOR_SETTLING'
    office.answer()
    await expect(first).rejects.toThrow('the connection')
    await expect(sender.sendDue('MAIL')).rejects.toThrow('the connection')
    expect(office.sent).toEqual(['one', 'two'])

    ledger.isAway = 'NO'
    const again = sender.sendDue('MAIL')
    await untilTrue(() => office.sent.length === 3)
    office.answer()
    await again
    expect([...ledger.settled.keys()]).toEqual(['one', 'two', 'three'])
  })

  it('says before it leaves how the last ones ended', async () => {
    const ledger = new LedgerThatFails('one', 'two')
    const office = new Office(true, 2)
    const sender = new Sender(ledger, [office], CLOCK)
    const sending = sender.sendDue('MAIL')
    await untilTrue(() => office.sent.length === 2)
    ledger.isAway = 'FOR_SETTLING'
    office.answer()
    await expect(sending).rejects.toThrow('the connection')
    ledger.isAway = 'NO'
    await sender.settleRest()
    expect([...ledger.settled.keys()]).toEqual(['one', 'two'])
  })
})

async function untilTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}
