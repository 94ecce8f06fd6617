/**
 * Dangerous power looks dangerous: transactions that read beyond one reader. This module has its own import path
 * (`@noroshi/database/system-reader`), a house test names the few files that may import it, and each purpose is listed here.
 */
import type { Tier } from '@noroshi/clearance'
import type { Database, Tx } from './database.ts'
import { loginOfTier } from './logins.ts'

/** Reads the inbox rows and epochs of all of a tier's people, to push to their open sockets. */
export const asPusher = <T>(database: Database, tier: Tier, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem(loginOfTier(tier), 'push', work)

/** Turns the outbox into inbox rows: sees labels and people's rights, never what an edition says. */
export const asDispatcher = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem('hub_worker', 'dispatch', work)

/** Sends what the ledger holds: sees addresses, rights and labels, and of editions the title and summary of a NOTICE. */
export const asSender = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem('hub_worker', 'send', work)

/** Hands posts over on their day: takes one person for another, sees no name, and shuts out whoever leaves with their post. */
export const asHandingOver = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem('hub_worker', 'handover', work)

/** Pulls sources: writes into the store and its receipts, and sees of what is there only which object and which version it is. */
export const asPuller = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem('hub_worker', 'pull', work)

/**
 * Judges what rests on a changed restriction, and takes it back: within the transaction of the person of government who changed it or would
 * release it, who need not see it all. What `work` reads is for the judgement alone, and goes into no answer.
 */
export async function asJudgeOfProvenance<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query(`select set_config('hub.purpose', 'provenance', true)`)
  try {
    return await work()
  } finally {
    // A transaction in which a statement failed says and does nothing more.
    await tx.query(`select set_config('hub.purpose', '', true)`).catch(() => undefined)
  }
}

/** Founds a council: organisations, people and their first credentials; no content. */
export const asFounder = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem('hub_migrator', 'found', work)

/** Deletes what is past its time and holds no content: unused socket tickets. */
export const asHousekeeper = <T>(database: Database, tier: Tier, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.asSystem(loginOfTier(tier), 'housekeeping', work)
