/*
 * Short messages by a gateway (SMPP 3.4): one to one number, and what becomes of it as the gateway reports it. Another kind of gateway is
 * another adapter (docs/sms.md).
 */
import { openSealed } from '@noroshi/intake'
import type { Pdu } from 'smpp'
import type { SmsSettings } from './delivery-settings.ts'
import type { ChannelAdapter, Receipt, SealedEndpoint, Sent, TakenDelivery, Trial } from './ledger.ts'
import { addressBond, secretBond, UNOPENED } from './posting.ts'
import { hexOf, LinkBroken, SmppLink } from './smpp-link.ts'
import { alphabetOf, codeTextOf, smsTextOf } from './sms-text.ts'

/** So many wait for the gateway's answer at once. */
const WINDOW = 10
/** Fields of SMPP 3.4 §5.2: type of number, numbering plan, what is asked to be reported, and alphabets. */
const INTERNATIONAL = { ton: 1, npi: 1 }
const ALPHANUMERIC = { ton: 5, npi: 0 }
const UNKNOWN = { ton: 0, npi: 0 }
const REPORT_THE_END = 1
const CODING = { GSM_7: 0, UCS_2: 8 } as const
const RECEIPT_CLASS = 0x04
const CLASS_BITS = 0x3c
/** §5.1.3: these say of this one message that it can't ever be sent. Anything else may be better later. */
const REFUSED_FOR_GOOD: ReadonlySet<number> = new Set([0x0b, 0x15, 0x40, 0x50, 0x51])
/** §5.2.28 and Appendix B. */
const STATES: Readonly<Record<number, string>> = {
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  8: 'REJECTD',
}

export class SmsChannel implements ChannelAdapter {
  readonly channel = 'SMS'
  readonly atOnce = WINDOW
  readonly #link: SmppLink
  readonly #host: string
  #note: ((receipt: Receipt) => Promise<void>) | null = null

  constructor(
    private readonly settings: SmsSettings,
    portal: string,
  ) {
    this.#host = new URL(portal).host
    this.#link = new SmppLink(settings, async pdu => {
      const receipt = receiptIn(pdu)
      if (receipt) await this.#note?.(receipt)
    })
  }

  listen(note: (receipt: Receipt) => Promise<void>): void {
    this.#note = note
    this.#link.open()
  }

  async send(delivery: TakenDelivery): Promise<Sent> {
    const number = this.#numberOf(delivery.endpoint)
    return number === null ? UNOPENED : this.#submit(number, smsTextOf(delivery, delivery.language, this.#host))
  }

  /** Sends the code by which its owner confirms it. */
  async tryOut({ endpoint, language }: Trial): Promise<Sent> {
    const number = this.#numberOf(endpoint)
    const [sealed] = endpoint.secretsSealed ?? []
    const code = sealed === undefined ? null : openSealed(this.settings.privateKeyPem, sealed, secretBond(endpoint.id))
    return number === null || code === null ? UNOPENED : this.#submit(number, codeTextOf(code, language))
  }

  close(): void {
    this.#link.close()
  }

  #numberOf(endpoint: SealedEndpoint | null): string | null {
    return endpoint && openSealed(this.settings.privateKeyPem, endpoint.sealed, addressBond('SMS', endpoint.id))
  }

  async #submit(number: string, text: string): Promise<Sent> {
    const [from, alphabet] = [sourceOf(this.settings.from), alphabetOf(text)]
    try {
      const { status, messageId } = await this.#link.submit({
        ...{ source_addr: from.address, source_addr_ton: from.ton, source_addr_npi: from.npi },
        ...{ destination_addr: number.slice(1), dest_addr_ton: INTERNATIONAL.ton, dest_addr_npi: INTERNATIONAL.npi },
        registered_delivery: REPORT_THE_END,
        data_coding: CODING[alphabet],
        short_message: alphabet === 'GSM_7' ? Buffer.from(text, 'ascii') : Buffer.from(text, 'utf16le').swap16(),
      })
      if (status === 0) return { state: 'SENT', reason: null, ...(messageId ? { gatewayReference: messageId } : {}) }
      return { state: REFUSED_FOR_GOOD.has(status) ? 'BOUNCED' : 'LATER', reason: `SMPP_${hexOf(status)}` }
    } catch (error) {
      return { state: 'LATER', reason: error instanceof LinkBroken ? error.reason : 'CONNECTION' }
    }
  }
}

/** A name of up to eleven letters, a number in E.164, or a short code. */
function sourceOf(from: string): { readonly address: string; readonly ton: number; readonly npi: number } {
  if (from.startsWith('+')) return { address: from.slice(1), ...INTERNATIONAL }
  return { address: from, ...(/^\d+$/.test(from) ? UNKNOWN : ALPHANUMERIC) }
}

/** What a `deliver_sm` reports; null when it is something else, such as an answer of somebody, or says of no end. */
export function receiptIn(
  pdu: Pick<Pdu, 'esm_class' | 'short_message' | 'receipted_message_id' | 'message_state'>,
): Receipt | null {
  if (((pdu.esm_class ?? 0) & CLASS_BITS) !== RECEIPT_CLASS) return null
  const words = pdu.short_message?.message.toString() ?? ''
  const [, inWords] = /\bid:\s*([\w-]{1,100})/i.exec(words) ?? []
  const [, said] = /\bstat:\s*(\w{7})/i.exec(words) ?? []
  const reference = pdu.receipted_message_id ?? inWords
  const state = (pdu.message_state === undefined ? undefined : STATES[pdu.message_state]) ?? said?.toUpperCase()
  if (!reference || state === undefined) return null
  if (state === 'DELIVRD') return { reference, state: 'DELIVERED', reason: null }
  return Object.values(STATES).includes(state) ? { reference, state: 'BOUNCED', reason: `SMS_${state}` } : null
}
