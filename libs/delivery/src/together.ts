/*
 * Mails that waited for a wish of their recipient leave as one. Pure. The ledger keeps a row for each of its news, which is withdrawn alone
 * when its recipient lost the right to it, and all that are in the mail end as that one sending did.
 */
import { createHash } from 'node:crypto'
import type { Outcome, TakenDelivery } from './ledger.ts'
import type { Taken } from './sender.ts'

const canJoin = ({ delivery: { hasWaited, purpose }, withheld }: Taken): boolean =>
  withheld === null && hasWaited === true && purpose === 'NEWS'

/** Of mails: those of one person that may leave and have waited, in one message, by their order; all others as they are. */
export function joined(taken: readonly Taken[]): Taken[] {
  const joinable = taken.filter(canJoin)
  const messages = [...Map.groupBy(joinable, ({ delivery }) => delivery.personId).values()].map(rows => {
    const [first, ...rest] = rows
      .map(({ delivery }) => delivery)
      .toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
    return { delivery: rest.length > 0 ? { ...first, together: rest } : first, withheld: null }
  })
  return [...messages, ...taken.filter(row => !canJoin(row))]
}

/** Every row that these messages are made of, each with how its message ended. */
export function apart(
  sent: readonly TakenDelivery[],
  outcomes: ReadonlyMap<string, Outcome>,
): { readonly taken: readonly TakenDelivery[]; readonly outcomes: ReadonlyMap<string, Outcome> } {
  const all = sent.flatMap(first => [first, ...(first.together ?? [])].map(delivery => ({ delivery, first })))
  return {
    taken: all.map(({ delivery }) => delivery),
    outcomes: new Map(
      all.flatMap(({ delivery, first }) => {
        const outcome = outcomes.get(first.id)
        return outcome ? [[delivery.id, outcome]] : []
      }),
    ),
  }
}

/**
 * By what a message is known: the id of its row, or of all its rows a digest of them, so that what was sent twice is known for the same
 * and what has become more is not.
 */
export function messageName({ id, together }: Pick<TakenDelivery, 'id' | 'together'>): string {
  if (!together?.length) return id
  const ids = [id, ...together.map(other => other.id)]
  return createHash('sha256').update(ids.join()).digest('hex').slice(0, 32)
}
