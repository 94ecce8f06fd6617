/** `noroshi relay`: a sector body passes notices on to recipients of its own, whom the hub does not know. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { productOf, release, startTestHub, type TestHub } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'
import { eventually, recall } from './steps.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const LIST = ['one@city.example', 'two@city.example', 'three@works.example']

let hub: TestHub
let server: MailServer
let folder: string
let relay: ChildProcess
let said = ''
const at = (name: string) => join(folder, name)

/** @param as whose news it passes on */
function start(as: string): void {
  const { NODE_OPTIONS: _, ...environment } = process.env
  relay = spawn(
    process.execPath,
    [join(ROOT, 'apps/cli/dist/main.js'), 'relay', '--list', at('list'), '--state', at(as)],
    {
      env: {
        ...environment,
        ...{ HUB_URL: hub.url, HUB_API_KEY: hub.account(as).apiKey ?? '' },
        ...{ HUB_SMTP_URL_FILE: at('smtp'), HUB_MAIL_FROM: 'セプター <noreply@ceptoar.example>' },
      },
    },
  )
  relay.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
}
async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const closed = once(relay, 'close')
  relay.kill(signal)
  await closed
}
const told = () => server.mails.flatMap(({ to }) => to).sort()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-relay-'))
  server = await startMailServer()
  hub = await startTestHub()
  writeFileSync(at('smtp'), server.url)
  writeFileSync(at('list'), `# 構成団体\r\n${LIST.join('\r\n')}\r\nONE@city.example # 重複\r\nno address\r\n`)
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
}, 20_000)
afterEach(() => {
  relay.kill('SIGKILL')
})
beforeEach(() => {
  server.mails.length = 0
  said = ''
})
const makers = () => [hub.as('analyst-1'), hub.as('officer-1')] as const

it('passes a notice on to each of its list alone, and its recall to exactly those who had it', async () => {
  start('wakaba')
  const notice = { title: '夜間の攻撃に注意', summary: '遠隔保守の経路を遮断してください。'.repeat(9) }
  const { productId } = await release(...makers(), productOf('周知', [notice]))
  await eventually(() => said.includes('"sent":3'), 'the relay', 30_000)
  expect(told()).toEqual([...LIST].sort())
  for (const { to, subject, text } of server.mails) {
    expect(to).toHaveLength(1)
    expect(subject).toContain('夜間の攻撃に注意')
    expect(text).not.toMatch(/https?:/)
    for (const line of text.split(/\r?\n/)) expect([...line].length).toBeLessThanOrEqual(38)
  }
  // Killed, and with another list: who had it is told all the same, and who came since is not.
  await stop('SIGKILL')
  writeFileSync(at('list'), `${LIST[0]}\nnew@city.example\n`)
  server.mails.length = 0
  start('wakaba')
  await recall(makers()[1], productId)
  await eventually(() => said.includes('recalled'), 'the recall', 30_000)
  await stop()
  expect(told()).toEqual([...LIST].sort())
  for (const { subject, text } of server.mails) {
    expect(subject).toContain('取り消されました')
    expect(subject + text).not.toContain('夜間')
  }
}, 120_000)

it('[L42] passes nothing on of what is above a notice, nor that there is any', async () => {
  writeFileSync(at('list'), LIST.join('\n'))
  start('hoshiwatari')
  await release(...makers(), productOf('秘密', [{ title: 'kasumitanuki', secret: true, text: 'kasumitanuki' }]))
  await release(...makers(), productOf('周知', [{ title: '続く周知' }]))
  await eventually(() => said.includes('"sent":3'), 'the relay', 30_000)
  await stop()
  expect(new Set(server.mails.map(({ subject }) => subject.replace(/\(.*/, '').trim()))).toEqual(
    new Set(['[狼煙 中継] 続く周知']),
  )
  expect(server.mails.map(({ source, text }) => source + text).join()).not.toContain('kasumitanuki')
}, 90_000)
