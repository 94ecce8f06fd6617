import { readFile, writeFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { PlainMail } from '@noroshi/delivery'
import { newAlertId, oneLine, signedText, type OfflineAlert } from '@noroshi/products'
import { textBeside } from './alert-import.ts'
import { AlertJournal, readJournal } from './alert-journal.ts'
import type { CliConfig } from './config.ts'
import { readContacts } from './contact-list.ts'

export interface AlertOptions {
  readonly contacts: string
  readonly key: string
  readonly journal: string
  readonly title?: string
  /** File with the text; - for the standard input. */
  readonly text?: string
  readonly confirm?: string
  readonly concurrency: string
  readonly dryRun?: true
}

/** Either, word for word: only what may be told to everybody goes out by mail. */
export const SENTENCES = ['この文は秘密を含みません', 'This text holds no secret'] as const

const MOST_TEXT = 20_000
/** Between tries of what was not taken. */
const WAITS_MS = [0, 5_000, 20_000]

/**
 * `noroshi alert --offline`: sends a signed text to everybody on the last exported list, without hub and database. Whoever was sent to stands
 * in the journal; the same command again goes on where it stopped.
 * @returns whether everybody was sent to
 */
export async function sendAlert(config: CliConfig, options: AlertOptions): Promise<boolean> {
  if (!SENTENCES.some(sentence => sentence === options.confirm))
    throw new Error(
      `Only what may be told to everybody goes out so. Say --confirm '${SENTENCES[0]}' or '${SENTENCES[1]}'.`,
    )
  const keyPem = await readFile(options.key, 'utf8')
  const list = await readContacts(options.contacts, keyPem, new Date())
  if (list.isOld)
    console.error(
      `WARNING: the list of contacts is of ${list.madeAt}, older than 24 hours. Who came since is not told.`,
    )
  const begun = readJournal(options.journal)
  if (begun?.imported != null)
    throw new Error(
      `${begun.alert.id} は取り込み済みです。残りは狼煙が送ります。/ It is in the hub (product ${begun.imported}), which tells the rest once it is released.`,
    )
  const alert = begun?.alert ?? (await newAlert(options))
  const text = signedText(alert, keyPem)
  const recipients = [...new Map(list.contacts.map(({ email }) => [email.toLowerCase(), email])).values()]
  if (options.dryRun) {
    console.log(`${text}\n${recipients.length} recipients; nothing was sent.`)
    return true
  }
  const { smtp } = config
  if (!smtp) throw new Error('Wrong settings: HUB_SMTP_URL_FILE, HUB_MAIL_FROM (both are needed)')
  const journal = new AlertJournal(options.journal, alert, begun?.lines ?? [])
  const mail = new PlainMail(smtp)
  try {
    await writeFile(textBeside(options.journal), text)
    if (begun !== null) console.error(`Going on with ${alert.id}: ${journal.count('SENT')} were sent before.`)
    const subject = `[狼煙 緊急] ${alert.title} (${alert.id})`
    const concurrency = concurrencyOf(options)
    await sendToAll({ journal, mail, subject, text, recipients, from: smtp.from, concurrency })
    return summarise(journal, recipients)
  } finally {
    mail.close()
    journal.close()
  }
}

async function newAlert({ title = '', text = '-' }: AlertOptions): Promise<OfflineAlert> {
  const written = (text === '-' ? await textOf(process.stdin) : await readFile(text, 'utf8')).trim()
  if (oneLine(title) === '' || title.length > 200) throw new Error('Give a title of 1 to 200 characters (--title).')
  if (written === '' || written.length > MOST_TEXT)
    throw new Error(`Give a text of 1 to ${MOST_TEXT} characters (--text).`)
  return { id: newAlertId(), at: new Date().toISOString(), title: oneLine(title), text: written }
}

function concurrencyOf({ concurrency }: AlertOptions): number {
  const number = Number(concurrency)
  if (!Number.isInteger(number) || number < 1 || number > 64) throw new Error('--concurrency is from 1 to 64.')
  return number
}

/** One text to many, one message each. */
export interface Sending {
  readonly journal: AlertJournal
  readonly mail: PlainMail
  readonly subject: string
  readonly text: string
  readonly recipients: readonly string[]
  readonly from: string
  readonly concurrency: number
}

/** Sends to whoever the journal does not say was sent to, some at once, and tries thrice what was not taken. */
export async function sendToAll({
  subject,
  journal,
  mail,
  text,
  recipients,
  from,
  concurrency,
}: Sending): Promise<void> {
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'noroshi.invalid'
  const began = Date.now()
  let sent = 0
  const progress = setInterval(() => {
    const speed = sent / Math.max(1, (Date.now() - began) / 1_000)
    const left = recipients.filter(email => !journal.isOver(email)).length
    console.error(
      `${recipients.length - left} of ${recipients.length}, ${speed.toFixed(1)} a second, ${speed > 0 ? Math.ceil(left / speed) : '?'} s left`,
    )
  }, 2_000)
  try {
    for (const wait of WAITS_MS) {
      const left = recipients.filter(email => !journal.isOver(email))
      if (left.length === 0) return
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
      const queue = left.values()
      const one = async () => {
        for (const email of queue) {
          const { state, reason } = await mail.send({
            to: email,
            subject,
            text,
            messageId: `<${journal.nameOf(email)}@${domain}>`,
          })
          journal.note(email, state === 'SENT' || state === 'BOUNCED' ? state : 'FAILED', reason)
          if (state === 'SENT') sent += 1
        }
      }
      await Promise.all(Array.from({ length: concurrency }, one))
    }
  } finally {
    clearInterval(progress)
  }
}

function summarise(journal: AlertJournal, recipients: readonly string[]): boolean {
  const [sent, bounced, failed] = (['SENT', 'BOUNCED', 'FAILED'] as const).map(state => journal.count(state))
  console.log(
    `${journal.alert.id}: ${sent} sent, ${bounced} refused for good, ${failed} not taken, of ${recipients.length}`,
  )
  for (const [reason, count] of journal.reasons()) console.log(`  ${reason}: ${count}`)
  if (failed > 0) console.log('Run the same command again to try those that were not taken.')
  return sent === recipients.length
}
