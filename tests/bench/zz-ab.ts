import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Actor } from '../support/actor.ts'
import { spawnHub } from '../support/spawned-hub.ts'
// @ts-ignore
import { spawnHub as spawnOld } from '/tmp/old/tests/support/spawned-hub.ts'
import { median, nowMs, pause, percentile, processorMs } from './figures.ts'
import { addMembers, issueTickets, superuserOf } from './people.ts'
import { draftForRelease, RELEASE } from './releasing.ts'
const N = 1000, ROUNDS = 30
async function side(name: string, spawn: any) {
  const hub = await spawn(); const su = await superuserOf(hub)
  const tickets = await issueTickets(su, await addMembers(su, N))
  const crowd = fork(fileURLToPath(new URL('crowd.ts', import.meta.url)), { stdio: 'inherit' })
  const get = async (what: string) => { for (;;) { const [a] = await once(crowd, 'message', { signal: AbortSignal.timeout(60000) }); if (a.what === what) return a } }
  const o = get('opened'); crowd.send({ what: 'open', url: hub.url, tickets }); const opened = await o
  const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey(), officer = new Actor(hub.url, hub.account('officer-1')).withKey()
  let committedAt = 0; su.on('notification', () => (committedAt = nowMs())); await su.query('listen hub_outbox')
  const proc = () => ['apps/api/dist', 'apps/worker/dist'].map(s => processorMs(hub.process.pid, s))
  const s = { name, connect: Math.round(opened.milliseconds), first: [] as number[], last: [] as number[], api: [] as number[], worker: [] as number[] }
  return { s, async round(count: boolean) {
    const v = await draftForRelease(analyst, 'ab'); const e = get('expecting'); crowd.send({ what: 'expect', each: 1 }); await e; await pause(300)
    const before = proc(); const arr = get('received'); await officer.ask(RELEASE, v); const { at } = await arr; await pause(300); const after = proc()
    if (!count) return
    s.first.push(Math.min(...at) - committedAt); s.last.push(Math.max(...at) - committedAt); s.api.push(after[0]-before[0]); s.worker.push(after[1]-before[1])
  }, async end() { crowd.kill(); await su.end(); await hub.stop() } }
}
const a = await side('old', spawnOld), b = await side('new', spawnHub)
try { for (let r = -3; r < ROUNDS; r++) { await a.round(r >= 0); await b.round(r >= 0) }
for (const { s } of [a, b]) console.log(s.name, 'connect', s.connect, 'first', median(s.first).toFixed(1), 'last p25/50/75', [25,50,75].map(p=>percentile(s.last,p).toFixed(0)).join('/'), 'min last', Math.min(...s.last).toFixed(0), 'api cpu avg', (s.api.reduce((x,y)=>x+y)/ROUNDS).toFixed(0), 'worker', (s.worker.reduce((x,y)=>x+y)/ROUNDS).toFixed(0))
} finally { await a.end(); await b.end() }
