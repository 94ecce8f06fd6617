/**
 * From the commit of a release to the last of many sockets, against a bare `ws` broadcast to as many in the same run. The
 * commit is seen by a listener of our own on `hub_outbox`: PostgreSQL notifies at commit.
 */
import { execFileSync, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Actor } from '../support/actor.ts'
import type { CrowdAnswer, CrowdOrder } from './crowd.ts'
import {
  figure,
  median,
  nowMs,
  pause,
  percentile,
  processorMs,
  residentMib,
  rounded,
  spreadPercent,
} from './figures.ts'
import { apiBeside, type Beside } from '../support/spawned-hub.ts'
import { addMembers, issueTickets, openHub, superuserOf } from './people.ts'
import { draftForRelease, RELEASE } from './releasing.ts'

const WARM_UP = 3
const RECEIVE_MS = 30_000

/** @param nodes api processes between which the sockets are divided */
export async function fanout(clients: number, rounds: number, nodes = 1): Promise<void> {
  requireDescriptors(Math.ceil(clients / nodes), clients)
  const hub = await openHub()
  const beside: Beside[] = []
  const children: ChildProcess[] = []
  const start = (file: string) => {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: 'inherit' })
    children.push(child)
    return child
  }
  const superuser = await superuserOf(hub)
  try {
    const tickets = await issueTickets(superuser, await addMembers(superuser, clients))
    for (let node = 1; node < nodes; node += 1) beside.push(await apiBeside(hub))
    const urls = [hub.url, ...beside.map(({ url }) => url)]
    const crowds = urls.map(() => start('crowd.ts'))
    const each = Math.ceil(clients / nodes)
    const emptyMib = residentMib(hub.process.pid ?? 0, 'apps/api/dist')
    let connectMs = 0
    for (const [node, crowd] of crowds.entries()) {
      const part = tickets.slice(node * each, (node + 1) * each)
      connectMs += (await ask(crowd, { what: 'open', url: urls[node], tickets: part }, 'opened')).milliseconds
    }
    const bareServer = start('bare-broadcast.ts')
    const [{ url }] = (await once(bareServer, 'message')) as [{ url: string }]
    const bareCrowd = start('crowd.ts')
    await ask(bareCrowd, { what: 'open-bare', url, count: clients }, 'opened')

    const analyst = new Actor(hub.url, hub.account('analyst-1')).withKey()
    const officer = new Actor(hub.url, hub.account('officer-1')).withKey()
    let committedAt = 0
    superuser.on('notification', () => (committedAt = nowMs()))
    await superuser.query('listen hub_outbox')

    const processors = () =>
      ['apps/api/dist', 'apps/worker/dist'].map(script => processorMs(hub.process.pid ?? 0, script))
    let before = processors()
    const samples: number[] = []
    const perRound = {
      answer: [] as number[],
      first: [] as number[],
      p50: [] as number[],
      p99: [] as number[],
      last: [] as number[],
      bare: [] as number[],
    }
    for (let round = -WARM_UP; round < rounds; round += 1) {
      if (round === 0) before = processors()
      const version = await draftForRelease(analyst, `fanout ${round}`)
      await Promise.all(crowds.map(crowd => ask(crowd, { what: 'expect', each: 1 }, 'expecting')))
      await pause(400) // the previous round's receipts are on record by now, and nothing else is going on
      const arrived = Promise.all(crowds.map(crowd => answerOf(crowd, 'received')))
      const askedAt = nowMs()
      const answered = officer.ask(RELEASE, version).then(nowMs)
      const received = await arrived
      const at = received.flatMap(one => [...one.at])
      const frameBytes = received[0]?.frameBytes ?? 0
      const answeredAt = await answered
      const waits = at.map(instant => instant - committedAt)

      await ask(bareCrowd, { what: 'expect', each: 1 }, 'expecting')
      const bareArrived = answerOf(bareCrowd, 'received')
      bareServer.send({ bytes: frameBytes })
      const [{ at: sentAt }] = (await once(bareServer, 'message')) as [{ at: number }]
      const bare = Math.max(...(await bareArrived).at) - sentAt
      if (round < 0) continue
      samples.push(...waits)
      perRound.answer.push(answeredAt - askedAt)
      perRound.first.push(Math.min(...waits))
      perRound.p50.push(median(waits))
      perRound.p99.push(percentile(waits, 99))
      perRound.last.push(Math.max(...waits))
      perRound.bare.push(bare)
    }
    const [apiMs, workerMs] = processors().map((used, index) => (used - (before[index] ?? NaN)) / rounds)
    const counts = await Promise.all(crowds.map(crowd => ask(crowd, { what: 'count' }, 'counted')))
    const sumOf = (what: 'items' | 'expected' | 'gaps') => counts.reduce((sum, one) => sum + one[what], 0)
    const of = (values: readonly number[]) => rounded(median(values))
    figure('fanout', {
      n: clients,
      nodes,
      rounds,
      connect_ms: rounded(connectMs, 0),
      release_answer_ms: of(perRound.answer),
      commit_to_first_ms: of(perRound.first),
      commit_to_half_ms: of(perRound.p50),
      commit_to_p99_ms: of(perRound.p99),
      hub_ms: of(perRound.last),
      worst_ms: rounded(Math.max(...samples)),
      limit_ms: of(perRound.bare),
      limit_spread_percent: spreadPercent(perRound.bare),
      ratio: rounded(median(perRound.last) / median(perRound.bare), 2),
      api_processor_ms: rounded(apiMs ?? NaN, 0),
      worker_processor_ms: rounded(workerMs ?? NaN, 0),
      api_rss_mib: residentMib(hub.process.pid ?? 0, 'apps/api/dist'),
      socket_kib: rounded(((residentMib(hub.process.pid ?? 0, 'apps/api/dist') - emptyMib) * 1_024 * nodes) / clients),
      over_delivered: sumOf('items') - sumOf('expected'),
      gaps: sumOf('gaps'),
    })
  } finally {
    for (const child of children) child.kill()
    await Promise.all(beside.map(one => one.stop()))
    await superuser.end()
    await hub.stop()
  }
}

/**
 * @param ofApi sockets that each api holds @param ofBare that the bare server, and its crowd, hold
 * @throws Error where this machine gives a process fewer files
 */
function requireDescriptors(ofApi: number, ofBare: number): void {
  const most = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()) // `unlimited` is no number
  const needed = Math.max(ofApi, ofBare) + 200
  if (most < needed)
    throw new Error(
      `A process may open ${most} files here, and ${needed} are needed: run \`ulimit -n ${needed}\` before.`,
    )
}

async function ask<W extends CrowdAnswer['what']>(child: ChildProcess, order: CrowdOrder, what: W) {
  const answer = answerOf(child, what)
  child.send(order)
  return answer
}

async function answerOf<W extends CrowdAnswer['what']>(
  child: ChildProcess,
  what: W,
): Promise<Extract<CrowdAnswer, { what: W }>> {
  const signal = AbortSignal.timeout(RECEIVE_MS)
  for (;;) {
    const [answer] = (await once(child, 'message', { signal })) as [CrowdAnswer]
    if (answer.what === what) return answer as Extract<CrowdAnswer, { what: W }>
  }
}
