/*
 * One session with a gateway (SMPP 3.4, bound as a transceiver): it sends messages, and hears on the same connection what became of them. It is
 * opened when there is something to send or to hear, opened again when it breaks, and kept up by asking now and then whether it is there.
 */
import smpp, { type Pdu, type Session } from 'smpp'

/** How to reach a gateway. */
export interface Gateway {
  /** `smpp://` or `ssmpp://` (TLS) with user (`system_id`), password, host and port. */
  readonly server: string
  /** PEM of the authority of its certificate, when it is not a public one. */
  readonly authority?: string
}

/** What an answer says: its `command_status` (§5.1.3), 0 when it was taken. */
export interface Answer {
  readonly status: number
  readonly messageId: string
}

const SECONDS = 1_000
const ANSWER_SECONDS = 20
const PULSE_SECONDS = 30
const FIRST_WAIT_SECONDS = 1
const LONGEST_WAIT_SECONDS = 60

/** Of `deliver_sm`: taken, or try again (ESME_RX_T_APPN). */
const TAKEN = 0
const LATER = 0x64

export class LinkBroken extends Error {
  constructor(readonly reason: string) {
    super(reason)
  }
}

export class SmppLink {
  #session: Promise<Session> | null = null
  #isClosed = false
  #failures = 0
  #again: NodeJS.Timeout | undefined

  /** @param heard what the gateway delivers; it delivers that again when this fails */
  constructor(
    private readonly gateway: Gateway,
    private readonly heard: (pdu: Pdu) => Promise<void>,
  ) {}

  /** Binds, and stays bound until it is closed. */
  open(): void {
    this.#bound().catch(() => undefined)
  }

  /** @throws LinkBroken when no answer came: the message may have been taken, or not */
  async submit(fields: Readonly<Record<string, unknown>>): Promise<Answer> {
    const session = await this.#bound()
    const answer = await asked(session, 'submit_sm', fields)
    return { status: answer.command_status, messageId: answer.message_id ?? '' }
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#again)
    this.#session?.then(
      session => session.close(),
      () => undefined,
    )
  }

  #bound(): Promise<Session> {
    if (this.#isClosed) return Promise.reject(new LinkBroken('CLOSED'))
    this.#session ??= this.#bind()
    return this.#session
  }

  async #bind(): Promise<Session> {
    const { protocol, hostname, port, username, password } = new URL(this.gateway.server)
    const isTls = protocol === 'ssmpp:'
    const session = smpp.connect({
      host: hostname,
      port: port ? Number(port) : isTls ? 3550 : 2775,
      ...(isTls ? { tls: true, servername: hostname } : {}),
      ...(isTls && this.gateway.authority ? { ca: this.gateway.authority } : {}),
    })
    // What is no SMPP, or breaks, ends the session: what waits for an answer is told at once.
    session.on('error', () => session.destroy())
    session.on('enquire_link', (pdu: Pdu) => session.send(pdu.response()))
    session.on('unbind', (pdu: Pdu) => {
      session.send(pdu.response())
      session.close()
    })
    session.on('deliver_sm', (pdu: Pdu) => {
      this.heard(pdu).then(
        () => session.send(pdu.response({ command_status: TAKEN })),
        () => session.send(pdu.response({ command_status: LATER })),
      )
    })
    session.once('close', () => this.#broken())
    try {
      const { command_status: status } = await asked(session, 'bind_transceiver', {
        system_id: decodeURIComponent(username),
        password: decodeURIComponent(password),
        interface_version: 0x34,
      })
      if (status !== 0) throw new LinkBroken(`BIND_${hexOf(status)}`)
      this.#failures = 0
      const pulse = setInterval(() => {
        asked(session, 'enquire_link', {}).catch(() => session.destroy())
      }, PULSE_SECONDS * SECONDS)
      session.once('close', () => clearInterval(pulse))
      return session
    } catch (error) {
      session.destroy()
      throw error
    }
  }

  /** Receipts come when it is bound: so it binds again, later each time. */
  #broken(): void {
    this.#session = null
    if (this.#isClosed) return
    const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(this.#failures, 10))
    this.#failures += 1
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.open(), wait * SECONDS)
  }
}

/** As gateways' manuals name them. */
export const hexOf = (status: number): string => status.toString(16).toUpperCase().padStart(8, '0')

function asked(
  session: Session,
  command: 'bind_transceiver' | 'submit_sm' | 'enquire_link',
  fields: Readonly<Record<string, unknown>>,
): Promise<Pdu> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      session.off('close', broken)
    }
    const broken = () => {
      end()
      reject(new LinkBroken('CONNECTION'))
    }
    const timer = setTimeout(() => {
      end()
      reject(new LinkBroken('TIMEOUT'))
    }, ANSWER_SECONDS * SECONDS)
    session.once('close', broken)
    // What is written before the connection is there waits for it.
    if (!session[command](fields, answer => (end(), resolve(answer)))) broken()
  })
}
