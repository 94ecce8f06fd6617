/*
 * A sector body (セプター, ISAC) passes what it is told on to recipients of its own: from its own machine, so that the hub never holds who
 * they are. A NOTICE alone: of anything above it the hub says no word that could be passed on, and this checks it a second time. A recall
 * goes to exactly those who had it, also when they have left the list since.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { follow, type News } from '@noroshi/client'
import { PlainMail, type MailServer } from '@noroshi/delivery'
import { oneLine, wrapped } from '@noroshi/products'
import { AlertJournal, readJournal } from './alert-journal.ts'
import { sendToAll } from './alert-send.ts'
import type { CliConfig } from './config.ts'
import { cursorIn } from './follow-news.ts'
import { hubOf } from './hub.ts'

export interface RelayOptions {
  readonly list: string
  readonly state: string
  readonly reference?: readonly string[]
}

const CONCURRENCY = 4
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** `noroshi relay`: passes news on until it is interrupted, and goes on where it stopped. */
export async function relayNews(config: CliConfig, { list, state, reference }: RelayOptions): Promise<void> {
  const { smtp } = config
  if (!smtp) throw new Error('Wrong settings: HUB_SMTP_URL_FILE, HUB_MAIL_FROM (both are needed)')
  await mkdir(state, { recursive: true, mode: 0o700 })
  const relay = new Relay(smtp, list, state)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const following = follow(hubOf(config, 'read'), {
    cursor: cursorIn(join(state, 'cursor')),
    onNews: async news => {
      for (const item of news)
        if (reference === undefined || item.kind === 'RECALLED' || reference.includes(item.reference ?? ''))
          await relay.pass(item)
    },
    signal: stop.signal,
  })
  await following.ended.finally(() => relay.close())
}

/** What may be said to whoever is downstream; null: nothing. */
export function passedOn({ category, title, summary }: News): { readonly title: string; readonly text: string } | null {
  return category === 'NOTICE' && title !== undefined && summary !== undefined ? { title, text: summary } : null
}

class Relay {
  readonly #mail: PlainMail

  constructor(
    private readonly smtp: MailServer,
    private readonly list: string,
    private readonly state: string,
  ) {
    this.#mail = new PlainMail(smtp)
  }

  /** One news, to all who are to have it; called again after a crash it goes on. */
  async pass(news: News): Promise<void> {
    const { editionId, kind } = news
    if (editionId === null || !UUID.test(editionId)) return
    if (kind === 'RECALLED') return this.#recall(editionId, news.reference ?? '')
    const words = passedOn(news)
    if (words === null) return
    const recipients = await this.#recipientsOf(editionId)
    const text = linesOf([`■ ${oneLine(words.title)}`, '', words.text, '', `参照番号: ${news.reference ?? ''}`])
    await this.#send(editionId, `${HEAD} ${oneLine(words.title)} (${news.reference ?? ''})`, text, recipients, news)
  }

  close(): void {
    this.#mail.close()
  }

  async #recall(editionId: string, reference: string): Promise<void> {
    const path = this.#path(editionId, 'journal')
    const passed = readJournal(path)
    if (passed === null) return
    const journal = new AlertJournal(path, passed.alert, passed.lines)
    const had = addressesIn(this.#path(editionId, 'recipients')).filter(email => journal.wasSent(email))
    journal.close()
    const text = linesOf([
      `以前にお伝えした情報（参照番号: ${passed.alert.id}）は取り消されました。`,
      '利用を止め、それに基づく措置を見直してください。',
      '',
      `The information ${passed.alert.id} was recalled. Please stop using it.`,
    ])
    await this.#send(`${editionId}.recalled`, `${HEAD} 情報が取り消されました (${passed.alert.id})`, text, had, {
      reference,
    })
  }

  async #send(
    name: string,
    subject: string,
    text: string,
    recipients: readonly string[],
    { reference = '' }: Partial<News>,
  ) {
    const path = this.#path(name, 'journal')
    const begun = readJournal(path)
    const alert = begun?.alert ?? { id: reference, at: new Date().toISOString(), title: subject, text }
    const journal = new AlertJournal(path, alert, begun?.lines ?? [])
    try {
      const { from } = this.smtp
      await sendToAll({ journal, mail: this.#mail, subject, text, recipients, from, concurrency: CONCURRENCY })
      const [sent, bounced, failed] = (['SENT', 'BOUNCED', 'FAILED'] as const).map(state => journal.count(state))
      console.log(JSON.stringify({ passed: name, reference, recipients: recipients.length, sent, bounced, failed }))
    } finally {
      journal.close()
    }
  }

  /** Those of the list when it was passed on first, which is kept: a recall is theirs. */
  async #recipientsOf(editionId: string): Promise<string[]> {
    const path = this.#path(editionId, 'recipients')
    if (!existsSync(path)) {
      await writeFile(`${path}.new`, await readFile(this.list, 'utf8'), { mode: 0o600 })
      await rename(`${path}.new`, path)
    }
    return addressesIn(path)
  }

  #path(name: string, kind: 'journal' | 'recipients'): string {
    return join(this.state, `${name}.${kind}`)
  }
}

const HEAD = '[狼煙 中継]'

const linesOf = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .split(/\r\n|\r|\n/)
    .flatMap(wrapped)
    .map(line => line.trimEnd())
    .join('\n')

/** Each once; what is no address is left out. */
function addressesIn(file: string): string[] {
  const known = new Map<string, string>()
  for (const line of readFileSync(file, 'utf8').split(/\r\n|\r|\n/)) {
    const address = line.replace(/#.*/, '').trim()
    if (/^[^\s@]+@[^\s@]+$/.test(address) && !known.has(address.toLowerCase()))
      known.set(address.toLowerCase(), address)
  }
  return [...known.values()]
}
