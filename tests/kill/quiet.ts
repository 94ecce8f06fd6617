import type { Client } from 'pg'
import type { Recipient } from './recipient.ts'

/** Waits until nothing is due, everything was shown and noted, and what was shown is on record; or for so long at most. */
export async function untilQuiet(superuser: Client, recipients: readonly Recipient[], atMostMs: number): Promise<void> {
  const giveUpAt = Date.now() + atMostMs
  const people = recipients.map(recipient => recipient.personId)
  for (;;) {
    const { rows } = await superuser.query<{ due: number; rows: number; unmarked: number }>(
      `select (select count(*)::int from hub.outbox where dispatched_at is null) as due, count(*)::int as rows,
         count(*) filter (where delivered_at is null)::int as unmarked from hub.inbox where person_id = any($1::uuid[])`,
      [people],
    )
    const [state] = rows
    const shown = recipients.reduce((sum, recipient) => sum + recipient.shown.length, 0)
    const isBusy = recipients.some(recipient => recipient.isBusy)
    if (state.due === 0 && shown >= state.rows && state.unmarked === 0 && !isBusy) return
    if (Date.now() > giveUpAt) {
      process.stdout.write(`not quiet in time: ${JSON.stringify({ ...state, shown, isBusy })}\n`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}
