/** `noroshi filter` and `noroshi look-up`, as programs of their own beside a running hub. */
import { filterFile, filterHeader, makeFilter, readFilterFile, type FilterFacts } from '@noroshi/indicators'
import { DownloadKey } from '@noroshi/products'
import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { newImportId, productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { anIndicator } from '../taxii/contribution-checks.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const VALUES = Array.from({ length: 300 }, () => `${randomUUID().slice(0, 13)}.commands.jp`)
const [EVIL, WORSE] = VALUES

let hub: TestHub
let folder: string
const at = (name: string) => join(folder, name)

/** @param as whose key it has; nobody's where it needs none */
async function noroshi(call: readonly string[], as?: string, input = '') {
  const { NODE_OPTIONS: _, ...environment } = process.env
  const known = as === undefined ? {} : { HUB_URL: hub.url, HUB_API_KEY: hub.account(as).apiKey ?? '' }
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), ...call], {
    env: { ...environment, HUB_URL: 'http://127.0.0.1:1', ...known },
  })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, lines: out.split('\n').slice(0, -1), said }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-filter-'))
  hub = await startTestHub({ worker: false })
  const [analyst, officer] = [hub.as('analyst-1'), hub.as('officer-1')]
  const objects = VALUES.map(value => anIndicator({ pattern: `[domain-name:value = '${value}']` }))
  await analyst.importBundle(newImportId(), JSON.stringify({ type: 'bundle', id: `bundle--${randomUUID()}`, objects }))
  await release(analyst, officer, productOf('題', [{ title: '題', stixIds: objects.map(({ id }) => id) }]))
}, 60_000)
afterAll(async () => {
  await hub.stop()
  rmSync(folder, { recursive: true })
}, 20_000)

describe('noroshi filter', () => {
  it('fetches what its key may read, keeps the hub’s keys the first time, and is for its owner alone', async () => {
    const first = await noroshi(['filter', 'fetch', '--out', at('f')], 'hoshizora')
    expect([first.code, first.lines[0]]).toEqual([
      0,
      `${at('f')}: 300 values of NOTICE, as far as FRIEND with this key may read them`,
    ])
    const [{ keyId, use }] = JSON.parse(readFileSync(at('f.keys.json'), 'utf8')) as { keyId: string; use: string }[]
    expect(use).toBe('DOWNLOAD')
    expect(first.said).toContain(`Compare over another channel: ${keyId}`)
    expect(statSync(at('f')).mode & 0o777).toBe(0o600)
    const again = await noroshi(['filter', 'fetch', '--out', at('f')], 'hoshizora')
    expect([again.code, again.said]).toEqual([0, ''])
  }, 60_000)

  it('finds in logs, without asking anybody, the lines that name a value', async () => {
    writeFileSync(at('dns.log'), `a\nquery: ${EVIL.toUpperCase()} IN A\nquery: good.commands.jp IN A\n`)
    writeFileSync(at('proxy.json'), JSON.stringify({ url: `http://${WORSE}/x`, from: EVIL }))
    const one = await noroshi(['filter', 'match', at('f'), at('dns.log')])
    expect([one.code, one.lines]).toEqual([1, [`2\t${EVIL}`]])
    expect(one.said).toMatch(/about 0 of the values found are none[\s\S]*noroshi look-up/)
    const both = await noroshi(['filter', 'match', at('f'), at('dns.log'), at('proxy.json')])
    expect(both.lines).toEqual([
      `${at('dns.log')}\t2\t${EVIL}`,
      `${at('proxy.json')}\t1\t${WORSE}`,
      `${at('proxy.json')}\t1\t${EVIL}`,
    ])
  }, 60_000)

  it('reads standard input, lines of any length, and what Windows writes', async () => {
    const long = `${'x '.repeat(2_000_000)}${EVIL}\n${WORSE}`
    const read = await noroshi(['filter', 'match', at('f'), '-'], undefined, long)
    expect([read.code, read.lines]).toEqual([1, [`1\t${EVIL}`, `2\t${WORSE}`]])
    writeFileSync(at('windows.log'), Buffer.from(`\ufeff値\r\n${EVIL}\r\n`, 'utf16le'))
    expect((await noroshi(['filter', 'match', at('f'), at('windows.log')])).lines).toEqual([`2\t${EVIL}`])
    const none = await noroshi(['filter', 'match', at('f')], undefined, 'nothing\n')
    expect([none.code, none.lines]).toEqual([0, []])
  }, 60_000)

  it('ends with 2 at a filter that is altered, expired, unsigned, of another key, or none', async () => {
    const bytes = new Uint8Array(readFileSync(at('f')))
    const read = readFilterFile(bytes)
    if ('fault' in read) throw new Error(read.fault)
    const key = new DownloadKey(DownloadKey.newPem())
    const filter = makeFilter([EVIL], Uint32Array.of(1, 2, 3, 4))
    const made = (name: string, facts: Partial<FilterFacts>, signature?: string) => {
      const bodySha256 = createHash('sha256').update(filter.bits).digest('hex')
      const header = filterHeader(filter, { ...read.facts, count: 1, bodySha256, keyId: key.keyId, ...facts })
      writeFileSync(at(name), filterFile(header, signature ?? key.signFilter(header), filter))
      writeFileSync(at(`${name}.keys.json`), JSON.stringify([{ ...key, use: 'DOWNLOAD' }]))
    }
    const day = (number: number) => new Date(Date.now() + number * 86_400_000).toISOString()
    made('good', {})
    made('old', { madeAt: day(-8), expiresAt: day(-1) })
    made('unsigned', {}, `${'A'.repeat(86)}==`)
    made('other', { keyId: read.facts.keyId })
    writeFileSync(at('altered'), bytes.with(bytes.length - 5, bytes[bytes.length - 5] ^ 1))
    writeFileSync(at('altered.keys.json'), readFileSync(at('f.keys.json')))
    writeFileSync(at('cut'), bytes.slice(0, -1))
    writeFileSync(at('cut.keys.json'), readFileSync(at('f.keys.json')))
    const match = (name: string, ...more: string[]) =>
      noroshi(['filter', 'match', at(name), ...more], undefined, `${EVIL}\n`)
    expect((await match('good')).lines).toEqual([`1\t${EVIL}`])
    for (const [name, why] of [
      ['altered', 'ALTERED'],
      ['old', 'was good until'],
      ['unsigned', 'BAD_SIGNATURE'],
      ['other', 'UNKNOWN_KEY'],
      ['cut', 'the file is cut'],
      ['missing', 'ENOENT'],
    ]) {
      const { code, lines, said } = await match(name)
      expect([name, code, lines, said]).toEqual([name, 2, [], expect.stringContaining(why)])
    }
    const old = await match('old', '--allow-expired')
    expect([old.code, old.lines, old.said]).toEqual([1, [`1\t${EVIL}`], expect.stringContaining('was good until')])
    writeFileSync(at('good.keys.json'), JSON.stringify([{ ...key, use: 'RELEASE' }]))
    expect((await match('good')).said).toContain('KEY_OF_ANOTHER_USE')
  }, 60_000)

  it('keeps nothing that the kept keys did not sign', async () => {
    writeFileSync(at('g.keys.json'), JSON.stringify([{ ...new DownloadKey(DownloadKey.newPem()), use: 'DOWNLOAD' }]))
    const { code, said } = await noroshi(['filter', 'fetch', '--out', at('g')], 'hoshizora')
    expect([code, said]).toEqual([1, expect.stringContaining('UNKNOWN_KEY')])
    expect(() => statSync(at('g'))).toThrow('ENOENT')
  }, 60_000)
})

describe('noroshi look-up', () => {
  it('prints what the hub knows of values, given or read', async () => {
    const given = await noroshi(['look-up', EVIL.toUpperCase(), 'good.commands.jp'], 'hoshizora')
    expect([given.code, given.lines.length]).toEqual([1, 1])
    expect(JSON.parse(given.lines[0])).toMatchObject({ line: 1, hits: [{ value: EVIL, title: '題' }] })
    const input = Array.from({ length: 25_000 }, (_, index) => (index === 24_000 ? WORSE : `n${index}.example`)).join(
      '\n',
    )
    const read = await noroshi(['look-up', '-'], 'hoshizora', input)
    expect(read.lines.map(line => JSON.parse(line))).toMatchObject([{ line: 24_001, value: WORSE }])
    expect((await noroshi(['look-up', 'good.commands.jp'], 'hoshizora')).code).toBe(0)
    expect((await noroshi(['look-up', EVIL])).code).toBe(2)
  }, 60_000)
})
