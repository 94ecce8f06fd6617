import 'reflect-metadata'
import { readFile } from 'node:fs/promises'
import { Database } from '@noroshi/database'
import { MembershipService } from '@noroshi/membership'
import { PushService, DispatcherService } from '@noroshi/delivery'
import { asDispatcher } from '@noroshi/database/system-reader'
import { audienceOf } from '@noroshi/clearance'
import { EditionRepository } from '@noroshi/products'
import { spawnHub } from '../support/spawned-hub.ts'
import { Actor } from '../support/actor.ts'
import { addMembers, superuserOf, superuserUrl } from './people.ts'
import { draftForRelease, RELEASE } from './releasing.ts'
import { median } from './figures.ts'
const hub = await spawnHub()
const su = await superuserOf(hub)
try {
const people = await addMembers(su, 1000)
const url = new URL(await superuserUrl(hub))
const pw = async (h: string, l: string) => (await readFile(`${hub.dataDir}/logins/${h}/${l}`,'utf8')).trim()
const db = await Database.open({ host:'127.0.0.1', port: Number(url.port), database:'noroshi', poolSize: 4, passwords: { hub_worker: await pw('worker','hub_worker'), hub_member: await pw('api','hub_member') } })
const m = new MembershipService(db)
const push = new PushService(db)
const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
const officer = new Actor(hub.url, hub.account('officer-1')).withKey()
for (let i=0;i<5;i++) await officer.ask(RELEASE, await draftForRelease(analyst, 'x'+i))
await new Promise(r=>setTimeout(r,1000))
const time = async (name: string, f: () => Promise<unknown>, n=15) => { const t:number[]=[]; for(let i=0;i<n;i++){const a=performance.now(); await f(); t.push(performance.now()-a)}; console.log(name, 'median', median(t).toFixed(1), 'min', Math.min(...t).toFixed(1)) }
const { rows: [{ epochs }] } = await su.query(`select json_object_agg(p.id, o.epoch||'.'||p.epoch) as epochs from hub.person p join hub.organisation o on o.id=p.organisation_id`)
const acc = people.map(p=>({ personId:p.id, accessKey:p.keyId, epoch: epochs[p.id] }))
await time('stillGood 1000', () => m.stillGood('MEMBER', acc as any, new Date()))
await time('readersForDispatch', () => asDispatcher(db, tx => m.readersForDispatch(tx)))
const readers = await asDispatcher(db, tx => m.readersForDispatch(tx))
const { rows: [{ product_id }] } = await su.query('select product_id from hub.edition limit 1')
const facts = await asDispatcher(db, tx => new EditionRepository().factsOfProduct(tx, product_id))
await time('facts', () => asDispatcher(db, tx => new EditionRepository().factsOfProduct(tx, product_id)))
await time('audienceOf', async () => audienceOf(facts[0], readers, new Date()))
const rmap = new Map(readers.map(r=>[r.personId!, r]))
const cur = people.map(p=>({personId:p.id, seq: 4}))
await time('framesAfter 1 each', () => push.framesAfter('MEMBER', cur, rmap, new Date()))
const cur5 = people.map(p=>({personId:p.id, seq: 5}))
await time('framesAfter 0 each', () => push.framesAfter('MEMBER', cur5, rmap, new Date()))
await time('markDelivered none', () => push.markDelivered('MEMBER', cur5))
await su.query('update hub.inbox set delivered_at=null')
await time('markDelivered 5 each', () => push.markDelivered('MEMBER', cur5), 1)
const d = new DispatcherService(db, m)
await time('dispatch', async () => { await su.query('delete from hub.inbox where edition_id in (select id from hub.edition where product_id=$1)', [product_id]); await su.query('update hub.outbox set dispatched_at=null where product_id=$1',[product_id]); const a=performance.now(); await d.dispatchDue(); console.log('   ', (performance.now()-a).toFixed(1)) }, 5)
await db.close()
} finally { await su.end(); await hub.stop() }
