/**
 * R-14: the disk is full under load. The whole cluster lies on a file system of its own, in memory, which is made as small as what it holds, again
 * and again, as where others take whatever gets free. PostgreSQL refuses what needs room, and where its log needs some it stops; `noroshi start`
 * starts it again until it can. Nobody is answered what is not so, reading goes on while PostgreSQL does, and afterwards nothing is missing or broken.
 */
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, statfs, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { childPid, nowMs, pause, rounded } from '../bench/figures.ts'
import { superuserUrl } from '../bench/people.ts'
import { spawnHub, type SpawnedHub } from '../support/spawned-hub.ts'
import { asSuperuser, Council, type SayCheck } from './council.ts'

const ROOMY = '2g'
const FILL_EVERY_MS = 50
const AGAIN_WITHIN_MS = 5_000
/** How a fault of the database, or of ours, would read. */
const WORDS_OF_FAULTS = /No space|could not |PANIC|pg_wal|base\/\d|\bat .*\.[jt]s:\d|node:internal/
/** Between two looks at the database; what was refused so close to a time when it was away, was refused for that. */
const LOOK_EVERY_MS = 50
const NEAR_MS = 500

/** A file system in memory with the cluster on it. */
class SmallDisk {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** @throws Error when this machine does not let us */
  static async mounted(): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'noroshi-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${ROOMY},mode=755`, 'noroshi', path], { stdio: 'pipe' })
    } catch (error) {
      await rm(path, { recursive: true, force: true })
      throw error
    }
    await chmod(path, 0o755)
    return new SmallDisk(path)
  }

  /** The cluster of a data directory will be made here; its programs are copied beside it. */
  async hold(dataDir: string): Promise<void> {
    await mkdir(join(this.path, 'home'), { mode: 0o755 })
    await symlink(join(this.path, 'home', 'cluster'), join(dataDir, 'postgres'))
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.path)
    return bavail * bsize
  }

  /** As small as what it holds; a page that is taken meanwhile makes it try again. */
  async fill(): Promise<void> {
    const { blocks, bavail, bsize } = await statfs(this.path)
    if (bavail === 0) return
    try {
      this.#resize(String((blocks - bavail) * bsize))
    } catch {
      return // it grew since; the next time
    }
  }

  giveRoom(): void {
    this.#resize(ROOMY)
  }

  async unmount(): Promise<void> {
    execFileSync('umount', [this.path], { stdio: 'pipe' })
    await rm(this.path, { recursive: true, force: true })
  }

  #resize(size: string): void {
    execFileSync('mount', ['-o', `remount,size=${size}`, this.path], { stdio: 'pipe' })
  }
}

/** Asks the database all the time, and notes when it did not answer. */
class Watch {
  readonly away: number[] = []
  readonly there: number[] = []
  #isOver = false
  readonly #watching: Promise<void>

  constructor(url: string) {
    this.#watching = this.#watch(url)
  }

  async end(): Promise<void> {
    this.#isOver = true
    await this.#watching
  }

  /** Whether it was seen away close to these instants. */
  wasAwayNear(from: number, to: number): boolean {
    return this.away.some(at => at > from - NEAR_MS && at < to + NEAR_MS)
  }

  async #watch(url: string): Promise<void> {
    let client: Client | undefined
    while (!this.#isOver) {
      try {
        if (!client) {
          const fresh = (client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 }))
          fresh.on('error', () => (client = client === fresh ? undefined : client))
          await fresh.connect()
        }
        await client.query('select 1')
        this.there.push(nowMs())
      } catch {
        this.away.push(nowMs())
        await client?.end().catch(() => undefined)
        client = undefined
      }
      await pause(LOOK_EVERY_MS)
    }
    await client?.end()
  }
}

/** @returns why it was not tried, or nothing */
export async function diskFull(fullSeconds: number, check: SayCheck): Promise<string | undefined> {
  let disk: SmallDisk
  try {
    disk = await SmallDisk.mounted()
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error)
    return `R-14 disk full: a file system has to be mounted, which needs root and was refused here (${why.trim()})`
  }
  let heard = ''
  try {
    const hub = await spawnHub(
      {},
      text => (heard += text),
      dataDir => disk.hold(dataDir),
    )
    process.once('exit', () => hub.process.kill('SIGTERM'))
    try {
      await fullOnce(hub, disk, fullSeconds * 1_000, check, () => heard)
    } finally {
      await hub.stop()
    }
  } catch (error) {
    process.stdout.write(heard.slice(-4_000))
    throw error
  } finally {
    await disk.unmount()
  }
  return undefined
}

async function fullOnce(
  hub: SpawnedHub,
  disk: SmallDisk,
  fullMs: number,
  check: SayCheck,
  heard: () => string,
): Promise<void> {
  const pids = () => ['api', 'worker'].map(name => childPid(hub.process.pid ?? 0, `apps/${name}/dist/main.js`))
  const url = await superuserUrl(hub)
  const [version] = await asSuperuser(url, async superuser => (await superuser.query('show data_checksums')).rows)
  const begunWith = pids()
  const council = await Council.at(hub, url, ['LOOKS', 'TAKES_NOTE', 'ANSWERS'])
  const watch = new Watch(url)
  council.begin('disk')
  await pause(3_000)

  const fullAt = nowMs()
  const fullUntil = async (ms: number) => {
    while (nowMs() - fullAt < ms) {
      await disk.fill()
      await pause(FILL_EVERY_MS)
    }
  }
  // First there is room in the log that was begun, and none in tables; then none in the log either.
  await fullUntil(fullMs / 2)
  const logFullAt = nowMs()
  const spending = spendLog(url)
  await fullUntil(fullMs)
  const leftBytes = await disk.freeBytes()
  const roomAt = nowMs()
  disk.giveRoom()
  await pause(AGAIN_WITHIN_MS + 3_000)
  await spending
  await council.end()
  await watch.end()

  const what = `R-14 disk full for ${fullMs / 1_000} s`
  const all = [...council.asked, ...council.answers]
  const odd = all.filter(({ status }) => status === 0 || (status >= 500 && status !== 503))
  const untold = all.filter(({ status, retryAfter }) => status === 503 && !(retryAfter <= 1))
  const talkative = all.filter(({ fault }) => fault !== undefined && WORDS_OF_FAULTS.test(fault))
  const unknown = all.filter(({ fault }) => fault?.includes('"INTERNAL"'))
  const reads = council.asked.filter(({ from }) => from > fullAt && from < roomAt)
  const kept = reads.filter(({ fault }) => fault === undefined)
  const needlessly = reads.filter(({ fault, from, at }) => fault !== undefined && !watch.wasAwayNear(from, at))
  const refused = all.filter(({ from, status }) => from > fullAt && from < roomAt && status === 503)
  const { readMs, releasedMs, toldMs } = council.againAfter(roomAt)
  check(
    `${what}: whoever cannot be answered gets 503 and Retry-After of a second at most`,
    odd.length === 0 && untold.length === 0 && unknown.length === 0 && refused.length > 0,
    `${refused.length} refused${odd.length + untold.length + unknown.length > 0 ? `, otherwise: ${JSON.stringify([odd[0], untold[0], unknown[0]])}` : ''}`,
  )
  check(
    `${what}: no answer speaks of the database or of our programs`,
    talkative.length === 0,
    talkative[0]?.fault ?? 'none',
  )
  check(
    `${what}: reading goes on while PostgreSQL does`,
    kept.length > 0 && needlessly.length === 0,
    `${kept.length} of ${reads.length} answered${needlessly.length > 0 ? `; ${needlessly.length} refused while it was there: ${needlessly[0]?.fault}` : ''}`,
  )
  check(
    `${what}: its log was full too`,
    watch.away.some(at => at > logFullAt),
    `away at ${watch.away.filter(at => at > logFullAt).length} looks of ${watch.away.length}`,
  )
  for (const [name, took] of [
    ['reading', readMs],
    ['releasing', releasedMs],
    ['telling', toldMs],
  ] as const)
    check(`${what}: ${name} again within 5 s of there being room`, took <= AGAIN_WITHIN_MS, `${rounded(took, 0)} ms`)
  await council.judge(what, check, `${council.releases.filter(({ at }) => at > roomAt).length} of them afterwards`)
  const broken = await brokenIn(url)
  check(
    `${what}: no page and no index is broken (amcheck, checksums ${version?.data_checksums})`,
    broken.faults.length === 0 && version?.data_checksums === 'on',
    broken.faults.slice(0, 3).join('; ') || `${broken.tables} tables, ${broken.indexes} indexes`,
  )
  check(
    `${what}: api and worker went on by themselves`,
    pids().every((pid, index) => pid === begunWith[index]),
    `${heard().match(/^(api|worker) ended/gm)?.length ?? 0} ended`,
  )
  process.stdout.write(
    `${JSON.stringify({
      bench: 'disk',
      full_ms: fullMs,
      left_bytes: leftBytes,
      releases: council.releases.length,
      requests: all.length,
      refused: refused.length,
      reads_while_full: reads.length,
      read_while_full: kept.length,
      database_away_looks: watch.away.filter(at => at > fullAt && at < roomAt).length,
      database_there_looks: watch.there.filter(at => at > fullAt && at < roomAt).length,
      postgres_starts: heard().match(/PostgreSQL is not there/g)?.length ?? 0,
      read_again_ms: rounded(readMs, 0),
      released_again_ms: rounded(releasedMs, 0),
      told_again_ms: rounded(toldMs, 0),
    })}\n`,
  )
}

/** Writes into the log of the database, as others' work would, until it has no room left. */
async function spendLog(url: string): Promise<void> {
  const spender = new Client({ connectionString: url })
  spender.on('error', () => undefined)
  try {
    await spender.connect()
    for (;;) await spender.query(`select pg_logical_emit_message(true, 'noroshi', repeat('x', 1000000))`)
  } catch {
    await spender.end().catch(() => undefined)
  }
}

/** What PostgreSQL's own checks say of every table, with its pages' checksums, and of every index, held against its table. */
async function brokenIn(url: string): Promise<{ tables: number; indexes: number; faults: string[] }> {
  return asSuperuser(url, async superuser => {
    await superuser.query('create extension if not exists amcheck')
    const faults: string[] = []
    const { rows: tables } = await superuser.query<{ oid: number; name: string }>(
      `select oid, oid::regclass::text as name from pg_class where relkind in ('r', 't', 'm') and relpersistence = 'p'`,
    )
    for (const { oid, name } of tables) {
      const { rows } = await superuser.query<{ msg: string }>('select msg from verify_heapam($1)', [oid])
      faults.push(...rows.map(({ msg }) => `${name}: ${msg}`))
    }
    const { rows: indexes } = await superuser.query<{ oid: number; name: string }>(
      `select c.oid, c.oid::regclass::text as name from pg_class c join pg_am a on a.oid = c.relam
       where c.relkind = 'i' and a.amname = 'btree' and c.relpersistence = 'p'`,
    )
    for (const { oid, name } of indexes)
      await superuser
        .query('select bt_index_parent_check($1, true)', [oid])
        .catch((error: unknown) => faults.push(`${name}: ${String(error)}`))
    const { rows } = await superuser.query<{ failures: number }>(
      'select coalesce(sum(checksum_failures), 0)::int as failures from pg_stat_database',
    )
    if (rows[0]?.failures !== 0) faults.push(`${rows[0]?.failures} checksums failed`)
    return { tables: tables.length, indexes: indexes.length, faults }
  })
}
