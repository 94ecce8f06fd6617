import type { Client } from 'pg'
import { tallyOf, type Recipient } from './recipient.ts'

/** Nothing that goes on takes as long to go on. */
const PATIENCE_MS = 60_000

/** Waits until nothing is due, everything was shown and noted, and what was shown is on record; or until nothing of it goes on any more. */
export async function untilQuiet(superuser: Client, recipients: readonly Recipient[]): Promise<void> {
  let last = ''
  let giveUpAt = 0
  const people = recipients.map(recipient => recipient.personId)
  for (;;) {
    const { rows } = await superuser.query<{ due: number; rows: number; unmarked: number }>(
      `select (select count(*)::int from hub.outbox where dispatched_at is null) as due, count(*)::int as rows,
         count(*) filter (where delivered_at is null)::int as unmarked from hub.inbox where person_id = any($1::uuid[])`,
      [people],
    )
    const [state] = rows
    const { shown, acknowledged } = tallyOf(recipients)
    const isBusy = recipients.some(recipient => recipient.isBusy)
    const now = JSON.stringify({ ...state, shown, acknowledged, isBusy })
    if (now !== last) giveUpAt = Date.now() + PATIENCE_MS
    last = now
    if (state.due === 0 && shown >= state.rows && state.unmarked === 0 && !isBusy) return
    if (Date.now() > giveUpAt) {
      process.stdout.write(`nothing went on for a minute: ${now}\n`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}
