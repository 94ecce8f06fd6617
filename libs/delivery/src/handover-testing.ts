/* A council in which posts are handed over, for row tests. */
import type { Reader } from '@noroshi/clearance'
import type { Database, Tx } from '@noroshi/database'
import { ContactsService } from '@noroshi/membership'
import { openTestCouncil } from '@noroshi/membership/testing'
import { HandingOverService } from './handing-over.service.ts'
import { dayInJapan } from './handover.ts'
import { HandoversService } from './handovers.service.ts'

const MAIL = { portal: 'https://hub.example', mail: { server: 'smtp://localhost:1', from: 'hub@hub.example' } }

/** An administrator, `hoshiwatari-power-2`, and the others of that member; a second worker for races. */
export type TestHandovers = Awaited<ReturnType<typeof openTestHandovers>>

type AsWorker = <T>(database: Database, work: (tx: Tx) => Promise<T>) => Promise<T>

/** Founds the demo council; `council.drop()` it at the end. @param asWorker reads the rights of all, as the dispatcher does */
export async function openTestHandovers(asWorker: AsWorker) {
  const council = await openTestCouncil(new Date())
  const { database, membership, superuser } = council
  await superuser.query('insert into hub.enrolled_person (person_id) select id from hub.person on conflict do nothing')
  const readerOf = async (local: string): Promise<Reader> => {
    const { rows } = await superuser.query<{ id: string }>('select id from hub.person where email = $1', [
      `${local}@ncc.example`,
    ])
    const readers = await asWorker(database, tx => membership.readersForDispatch(tx))
    const reader = readers.find(({ personId }) => personId === rows[0]?.id)
    if (!reader) throw new Error(`nobody is ${local}`)
    return reader
  }
  const rowsOf = async <T extends object>(sql: string, ...values: unknown[]): Promise<T[]> =>
    (await superuser.query<T>(sql, values)).rows
  return {
    council,
    readerOf,
    rowsOf,
    idOf: async (local: string) => String((await readerOf(local)).personId),
    handovers: new HandoversService(database),
    contacts: new ContactsService(database, { goodForDays: 180 }),
    workers: [new HandingOverService(database, MAIL), new HandingOverService(database, MAIL)] as const,
    today: () => dayInJapan(new Date()),
    dayFromNow: (days: number) => dayInJapan(new Date(Date.now() + days * 86_400_000)),
    /** Its day has come. */
    makeDue: (id: string, daysAgo = 0) =>
      superuser.query('update hub.handover set effective_on = $2::date - $3::int where id = $1', [
        ...[id, dayInJapan(new Date()), daysAgo],
      ]),
  }
}
