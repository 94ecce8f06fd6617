/**
 * Sends what the ledger holds by mail: takes some rows, asks the rights of that moment, sends each to its one recipient, and says how it
 * ended. Rows are held by no transaction meanwhile. Killed in between, it sends again what it had not said to be sent, under the same
 * Message-ID: what the ledger says once is seen once.
 */
import { Injectable, Logger } from '@nestjs/common'
import { audienceOf } from '@noroshi/clearance'
import { Database, type Tx } from '@noroshi/database'
import { asMailer } from '@noroshi/database/system-reader'
import { MembershipService } from '@noroshi/membership'
import { EditionRepository } from '@noroshi/products'
import { createTransport, type Transporter } from 'nodemailer'
import { asReleased } from './dispatcher.service.ts'
import { isRefusedForGood, tryAgain, type Outcome } from './ledger.ts'
import { LedgerRepository, type TakenDelivery } from './ledger.repository.ts'
import { mailTextOf } from './mail-text.ts'

/** How mail leaves this hub. */
export abstract class MailSettings {
  /** `smtp://` or `smtps://` with the server's name and, where it asks, user and password; null: no mail leaves. */
  abstract readonly server: string | null
  /** From whom, such as `狼煙 <noreply@hub.example>`. */
  abstract readonly from: string
  /** Origin of the portal, without a path. */
  abstract readonly portal: string
}

/** Taken at once, and sent over so many connections. */
const MOST_AT_ONCE = 100
const CONNECTIONS = 8
const SECONDS = 1_000

@Injectable()
export class MailService {
  readonly #ledger = new LedgerRepository()
  readonly #editions = new EditionRepository()
  readonly #log = new Logger('mail')
  readonly #transport: Transporter | undefined

  constructor(
    private readonly database: Database,
    private readonly membership: MembershipService,
    private readonly settings: MailSettings,
  ) {
    this.#transport = settings.server === null ? undefined : createTransport(connectionTo(settings.server))
  }

  /** Sends everything that is due; returns how many rows were tried. */
  async sendDue(): Promise<number> {
    let tried = 0
    for (;;) {
      const taken = await this.#sendSome()
      if (taken === 0) return tried
      tried += taken
    }
  }

  /** Lets go of its connections. */
  close(): void {
    this.#transport?.close()
  }

  async #sendSome(): Promise<number> {
    const transport = this.#transport
    if (!transport) return 0
    const { taken, mayHave } = await asMailer(this.database, async tx => {
      const rows = await this.#ledger.take(tx, 'MAIL', MOST_AT_ONCE)
      return { taken: rows, mayHave: await this.#allowed(tx, rows) }
    })
    const outcomes = new Map<string, Outcome>()
    await Promise.all(
      taken.map(async row => {
        outcomes.set(
          row.id,
          mayHave.has(row.id) ? await this.#send(transport, row) : { state: 'WITHDRAWN', reason: 'NO_RIGHT' },
        )
      }),
    )
    if (taken.length > 0) await asMailer(this.database, tx => this.#ledger.settle(tx, outcomes))
    return taken.length
  }

  /** Of what was taken: who may have it now. That something was taken back, whoever had it is told. */
  async #allowed(tx: Tx, rows: readonly TakenDelivery[]): Promise<Set<string>> {
    if (rows.length === 0) return new Set()
    const [{ now }]: { now: Date }[] = await tx.query('select now()')
    const readers = await this.membership.readersForDispatch(
      tx,
      rows.map(({ personId }) => personId),
    )
    const found = await this.#editions.facts(
      tx,
      rows.map(({ editionId }) => editionId),
    )
    const receivers = new Map(
      asReleased(found, now).map(edition => [
        edition.id,
        new Set(audienceOf(edition, readers, now).map(({ personId }) => personId)),
      ]),
    )
    const isAllowed = ({ kind, active, personId, editionId }: TakenDelivery): boolean =>
      active && (kind === 'RECALLED' || receivers.get(editionId)?.has(personId) === true)
    return new Set(rows.filter(isAllowed).map(({ id }) => id))
  }

  async #send(transport: Transporter, row: TakenDelivery): Promise<Outcome> {
    const { title, summary } = row
    const words = title === null || summary === null ? null : { title, summary }
    const { from, portal } = this.settings
    try {
      await transport.sendMail({
        ...mailTextOf({ ...row, words }, row.language, portal),
        from,
        // Not as a text, which would be read as a list.
        to: { name: '', address: row.email },
        messageId: `<${row.id}@${new URL(portal).hostname}>`,
        // RFC 3834: nobody answers it by machine. RFC 5230's vacation and bounces are asked for no copy.
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': row.language },
        priority: row.urgency === 'EMERGENCY' ? 'high' : 'normal',
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      return { state: 'SENT', reason: null }
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string } // what nodemailer throws
      const reason = responseCode === undefined ? (code ?? 'CONNECTION') : `SMTP_${responseCode}`
      this.#log.warn({ delivery: row.id, reason }, 'a mail was not taken')
      return isRefusedForGood(responseCode)
        ? { state: 'BOUNCED', reason }
        : tryAgain(row.attempt, row.queuedAt, new Date(), reason, Math.random)
    }
  }
}

/** Many messages over few connections, each of which gives up in time. */
function connectionTo(server: string) {
  const { protocol, hostname, port, username, password } = new URL(server)
  const isTls = protocol === 'smtps:'
  return {
    pool: true as const,
    host: hostname,
    port: port ? Number(port) : isTls ? 465 : 587,
    secure: isTls,
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    maxConnections: CONNECTIONS,
    maxMessages: 500,
    // Trying again is the ledger's.
    maxRequeues: 0,
    connectionTimeout: 20 * SECONDS,
    greetingTimeout: 20 * SECONDS,
    socketTimeout: 60 * SECONDS,
  }
}
