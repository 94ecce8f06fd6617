/**
 * How many people are told, and how soon: `mail` by inbox and mail through an SMTP server of its own; `contacts` by inbox and rows of the
 * ledger alone, for as many as there would be were every organisation of the country's core infrastructure a friend.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Actor } from '../support/actor.ts'
import { spawnHub } from '../support/spawned-hub.ts'
import { figure, nowMs, pause, processorMs, residentMib, rounded } from './figures.ts'
import type { MailCount } from './mail-server.ts'
import { addMembers, superuserOf } from './people.ts'
import { draftForRelease, RELEASE } from './releasing.ts'

const CONTACTS_GOAL = 514_000
const GIVE_UP_MS = 600_000

export const mail = (people: number): Promise<void> => told('mail', people)
export const contacts = (people: number): Promise<void> => told('contacts', people)

async function told(bench: 'mail' | 'contacts', people: number): Promise<void> {
  const server = fork(fileURLToPath(new URL('mail-server.ts', import.meta.url)), { stdio: 'inherit' })
  const [{ url }] = (await once(server, 'message')) as [{ url: string }]
  const folder = await mkdtemp(join(tmpdir(), 'noroshi-mail-'))
  const file = join(folder, 'smtp')
  // For `contacts` nobody answers at that address: rows are written, and what it takes to send is measured apart.
  await writeFile(file, bench === 'mail' ? url : 'smtp://127.0.0.1:1')
  const hub = await spawnHub({
    HUB_SMTP_URL_FILE: file,
    HUB_MAIL_FROM: 'hub@noroshi.example',
    HUB_PORTAL_ORIGIN: 'https://noroshi.example',
  })
  process.once('exit', () => hub.process.kill('SIGTERM'))
  const superuser = await superuserOf(hub)
  try {
    for (let made = 0; made < people; made += 50_000) await addMembers(superuser, Math.min(50_000, people - made))
    const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
    const officer = new Actor(hub.url, hub.account('officer-1')).withKey()
    const version = await draftForRelease(analyst, bench)
    const before = processorMs(hub.process.pid ?? 0, 'apps/worker/dist')
    await officer.ask(RELEASE, version)
    const releasedAt = nowMs()
    const count = async (sql: string): Promise<number> => {
      const { rows } = await superuser.query<{ n: number }>(`select (${sql})::int as n`)
      return rows[0]?.n ?? 0
    }
    const until = async (what: string, isSo: () => Promise<boolean>) => {
      while (!(await isSo())) {
        if (nowMs() - releasedAt > GIVE_UP_MS) throw new Error(`waited in vain for ${what}`)
        await pause(100)
      }
      return nowMs() - releasedAt
    }
    const inboxMs = await until('the inboxes', async () =>
      count('select count(*) from hub.outbox where dispatched_at is null').then(left => left === 0),
    )
    const inboxes = await count('select count(*) from hub.inbox')
    const shared = {
      n: people,
      inbox_rows: inboxes,
      inbox_ms: rounded(inboxMs, 0),
      inbox_rows_per_second: Math.round((inboxes / inboxMs) * 1_000),
    }
    if (bench === 'contacts') {
      figure(bench, {
        ...shared,
        ledger_rows: await count('select count(*) from hub.delivery'),
        worker_processor_ms: processorMs(hub.process.pid ?? 0, 'apps/worker/dist') - before,
        worker_rss_mib: residentMib(hub.process.pid ?? 0, 'apps/worker/dist'),
        goal_n: CONTACTS_GOAL,
        goal_seconds_at_this_rate: rounded((CONTACTS_GOAL / inboxes) * (inboxMs / 1_000)),
      })
      return
    }
    const sentMs = await until('the mails', async () =>
      count(`select count(*) from hub.delivery where state = 'QUEUED'`).then(left => left === 0),
    )
    server.send('count')
    const [counted] = (await once(server, 'message')) as [MailCount]
    figure(bench, {
      ...shared,
      mails: counted.messages,
      twice: counted.messages - counted.recipients,
      undelivered: (await count(`select count(*) from hub.delivery`)) - counted.recipients,
      last_mail_ms: rounded(counted.lastAt - releasedAt, 0),
      settled_ms: rounded(sentMs, 0),
      mails_per_second: Math.round((counted.messages / (counted.lastAt - releasedAt)) * 1_000),
      worker_processor_ms: processorMs(hub.process.pid ?? 0, 'apps/worker/dist') - before,
    })
  } finally {
    server.kill()
    await superuser.end()
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
