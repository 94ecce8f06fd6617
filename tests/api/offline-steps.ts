/** The machine from which alerts are sent when there is no hub: the real program, its files, and a mail server. */
import { testCluster } from '@noroshi/database/testing'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestHub } from '../support/hub.ts'
import { startMailServer, type MailServer } from '../support/mail.ts'

const PROGRAM = resolve(import.meta.dirname, '../../apps/cli/dist/main.js')
export const CONFIRM = 'この文は秘密を含みません'

export class OfflineDesk {
  readonly #folder = mkdtempSync(join(tmpdir(), 'noroshi-alert-'))

  private constructor(readonly server: MailServer) {}

  /** With a key of alerts, and a text to send. */
  static async open(text: string): Promise<OfflineDesk> {
    const desk = new OfflineDesk(await startMailServer())
    writeFileSync(desk.at('smtp'), desk.server.url)
    writeFileSync(desk.at('text'), text)
    await desk.done(['alert', 'key', desk.at('key')])
    return desk
  }

  at(name: string): string {
    return join(this.#folder, name)
  }

  start(call: readonly string[], settings: Record<string, string> = {}) {
    const { NODE_OPTIONS: _, ...environment } = process.env
    const child = spawn(process.execPath, [PROGRAM, ...call], {
      env: {
        ...environment,
        HUB_SMTP_URL_FILE: this.at('smtp'),
        HUB_MAIL_FROM: '狼煙 <noreply@hub.example>',
        ...settings,
      },
    })
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
    return { child, said }
  }

  async noroshi(call: readonly string[], settings?: Record<string, string>) {
    const { child, said } = this.start(call, settings)
    child.stdin.end()
    const [code] = (await once(child, 'close')) as [number]
    return { code, ...said }
  }

  /** The same of what has to go well; what it printed. */
  async done(call: readonly string[], settings?: Record<string, string>): Promise<string> {
    const { code, out, err } = await this.noroshi(call, settings)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return out
  }

  /** The addresses of a hub that is up. */
  async exportContacts(hub: TestHub): Promise<void> {
    mkdirSync(this.at('logins'), { recursive: true })
    writeFileSync(this.at('logins/hub_worker'), testCluster().passwords.hub_worker)
    const { host, port, database } = hub.database.address
    await this.done(['contacts', 'export', '--out', this.at('contacts'), '--key', this.at('key')], {
      DATABASE_URL: `postgres://nobody@${host}:${port}/${database}`,
      HUB_LOGINS_DIR: this.at('logins'),
    })
  }

  sending(journal: string, ...more: string[]): string[] {
    return [
      ...['alert', '--offline', '--contacts', this.at('contacts'), '--key', this.at('key')],
      ...['--journal', this.at(journal), '--title', '侵入が進行中', '--text', this.at('text'), '--confirm', CONFIRM],
      ...more,
    ]
  }

  /** Whom its server was given a mail to, in order; each time counts. */
  told(): string[] {
    return this.server.mails.flatMap(({ to }) => to).sort()
  }

  async close(): Promise<void> {
    await this.server.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

/** Addresses of who is active, in an active organisation. */
export async function activeAddresses(hub: TestHub): Promise<string[]> {
  const { rows } = await hub.database.superuser.query<{ email: string }>(
    `select p.email from hub.person p join hub.organisation o on o.id = p.organisation_id where p.active and o.state = 'ACTIVE'`,
  )
  return rows.map(({ email }) => email).sort()
}
