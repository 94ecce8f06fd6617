/**
 * Faults that the simulator has to find. In the hub's own code, put in while it is loaded; `find` stands once in what is compiled from
 * the file. And in the model, where the hub's own is SQL: what would be, were it written so.
 */
import type { ModelFault } from './database.ts'

export interface SourceFault {
  readonly name: string
  readonly says: string
  readonly file: string
  readonly find: string
  readonly replace: string
}
export interface FaultOfModel {
  readonly name: string
  readonly says: string
  readonly model: ModelFault
}

const PUMP = 'libs/delivery/dist/push-pump.js'
const SENDER = 'libs/delivery/dist/sender.js'
const LEDGER = 'libs/delivery/dist/ledger.js'
const TOGETHER = 'libs/delivery/dist/together.js'
const DISPATCHING = 'libs/delivery/dist/dispatching.js'
const NEWS = 'libs/client/dist/news.js'
const FOLLOW = 'libs/client/dist/follow.js'

export const MUTANTS: readonly (SourceFault | FaultOfModel)[] = [
  {
    name: 'rights-before-news',
    says: 'rights are asked for before the news are read',
    file: PUMP,
    find: `const frames = await this.#framesFor(tier, present);
                if (isDue || frames.size > 0)
                    await this.#review(tier, present);`,
    replace: `await this.#review(tier, present);
                const frames = await this.#framesFor(tier, present);`,
  },
  {
    name: 'no-review',
    says: 'sockets stay when rights change',
    file: PUMP,
    find: 'if (review.gone.has(sitter.accessKey) || review.changed.has(sitter.personId))',
    replace: 'if (false)',
  },
  {
    name: 'review-only-when-due',
    says: 'news go out without rights being asked for, but for twice a second',
    file: PUMP,
    find: 'if (isDue || frames.size > 0)',
    replace: 'if (isDue)',
  },
  {
    name: 'recorded-before-written',
    says: 'a receipt counts as recorded before the database has it',
    file: PUMP,
    find: `await this.source.record(tier, receipts);
        for (const [index, seat] of fresh.entries())
            seat.recorded = receipts[index].seq;`,
    replace: `for (const [index, seat] of fresh.entries())
            seat.recorded = receipts[index].seq;
        await this.source.record(tier, receipts);`,
  },
  {
    name: 'cursor-from-the-end',
    says: 'who comes back begins after what was written last',
    file: PUMP,
    find: 'start: Math.min(asked, last)',
    replace: 'start: asked > 0 ? last : 0',
  },
  {
    name: 'settled-before-sent',
    says: 'a delivery is said to have ended before it was sent',
    file: SENDER,
    find: 'for (const { delivery, withheld } of taken) {',
    replace:
      "if (taken.length > 0) await this.ledger.settle(taken.map(({ delivery }) => delivery), new Map(taken.map(({ delivery }) => [delivery.id, { state: 'SENT', reason: null }]))); for (const { delivery, withheld } of taken) {",
  },
  {
    name: 'sent-whatever-the-rights',
    says: 'what is withheld is sent all the same',
    file: SENDER,
    find: 'withheld ?? (await adapter.send(delivery)',
    replace: '(await adapter.send(delivery)',
  },
  {
    name: 'outcome-forgotten',
    says: 'how a message ended is forgotten when the ledger could not take it',
    file: SENDER,
    find: 'const known = [...ended];',
    replace: 'const known = ended.splice(0);',
  },
  {
    name: 'rights-not-asked',
    says: 'nothing is withheld but from who left',
    file: LEDGER,
    find: "if (kind === 'RECALLED' || mayReceive)",
    replace: 'if (true)',
  },
  {
    name: 'one-try',
    says: 'what failed once is called sent',
    file: LEDGER,
    find: "if (sent.state !== 'LATER')\n        return sent;",
    replace: "if (sent.state !== 'LATER')\n        return sent;\n    if (true) return { state: 'SENT', reason: null };",
  },
  {
    name: 'others-forgotten',
    says: 'of a mail of several news only the first is said to have ended',
    file: TOGETHER,
    find: 'sent.flatMap(first => [first, ...(first.together ?? [])]',
    replace: 'sent.flatMap(first => [first]',
  },
  {
    name: 'joined-whatever-the-rights',
    says: 'what is withheld leaves with the rest of one mail',
    file: TOGETHER,
    find: 'withheld === null && hasWaited === true',
    replace: 'hasWaited === true',
  },
  {
    name: 'recalls-untold',
    says: 'nobody is told of a recall',
    file: DISPATCHING,
    find: "if (kind !== 'RELEASED')",
    replace: "if (kind === 'CORRECTED')",
  },
  {
    name: 'gaps-are-shown',
    says: 'the client shows what does not follow',
    file: NEWS,
    find: 'if (news.seq !== held + 1)',
    replace: 'if (false)',
  },
  {
    name: 'cursor-is-lost',
    says: 'the client begins anew at each connection',
    file: FOLLOW,
    find: 'const after = this.#cursor;',
    replace: 'const after = (this.#cursor = 0);',
  },
  { name: 'model:no-lease', says: 'what is being sent may be taken', model: 'NO_LEASE' },
  { name: 'model:no-order', says: 'rows of one address leave in any order', model: 'NO_ORDER_OF_ADDRESS' },
  {
    name: 'model:numbers-of-a-sequence',
    says: 'numbers come from a sequence and not from a locked row',
    model: 'NUMBERS_WITHOUT_LOCK',
  },
  { name: 'model:id-above-last', says: 'the outbox is read by `id > last`', model: 'CURSOR_BY_ID' },
  {
    name: 'model:marked-apart',
    says: 'the row is marked in a transaction of its own, and nobody looks who was told before',
    model: 'MARKED_APART',
  },
  { name: 'model:recall-overtakes', says: 'rows of one product are taken in any order', model: 'RECALL_OVERTAKES' },
]
