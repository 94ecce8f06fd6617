import { Injectable } from '@nestjs/common'
import { can, productSubject, type Reader } from '@noroshi/clearance'
import { Database, isUuid } from '@noroshi/database'
import { HubError, notFound, parseInput } from '@noroshi/errors'
import { z } from 'zod'
import { idOfPress, productOfSent } from './alert.ts'
import { submitOnce } from './alerts.service.ts'
import { sentDigest } from './approval.ts'
import { signedLines, verifiedText } from './offline-alert.ts'
import { OfflineAlertRepository, type SentAlert } from './offline-alert.repository.ts'
import { ProductRepository } from './product.repository.ts'
import { personOf } from './product-work.ts'
import { ProductsService } from './products.service.ts'

/** The public keys with which alerts without the hub are signed (`noroshi alert key`), the present one and earlier ones. */
export class AlertKeys {
  /** @param pems SPKI in PEM, of Ed25519 */
  constructor(readonly pems: readonly string[]) {}
}

export const MOST_OUTCOMES = 1_000

const sentInput = z.strictObject({
  signedText: z.string().min(1).max(60_000),
  alert: z.strictObject({
    id: z.string().regex(/^NRA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
    at: z.iso.datetime(),
    title: z.string().trim().min(1).max(200),
    text: z.string().trim().min(1).max(20_000),
  }),
})

const outcomesInput = z.strictObject({
  outcomes: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[0-9a-f]{32}$/),
        state: z.enum(['SENT', 'BOUNCED', 'FAILED']),
        reason: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]{0,39}$/)
          .nullish()
          .transform(reason => reason ?? null),
        at: z.union([z.date(), z.iso.datetime()]).transform(at => new Date(at).toISOString()),
      }),
    )
    .max(MOST_OUTCOMES)
    // Of one mail that is said twice, what was said last.
    .transform(outcomes => [...new Map(outcomes.map(outcome => [outcome.name, outcome])).values()]),
})

/**
 * Brings in what `noroshi alert --offline` sent while there was no hub (ADR 0041): as the alert that it is, before whoever releases it. It
 * has left already, so what a release adds is that it is on record, and that it goes to whom it did not reach; whoever it reached is
 * written down as told by mail, and is sent no second one.
 */
@Injectable()
export class OfflineAlertsService {
  readonly #products = new ProductRepository()
  readonly #alerts = new OfflineAlertRepository()

  constructor(
    private readonly database: Database,
    private readonly products: ProductsService,
    private readonly keys: AlertKeys,
  ) {}

  /**
   * Drafts it; once in an office, however often and by whomever it is brought in. It is submitted with the last outcomes.
   * @throws HubError INVALID_INPUT `UNKNOWN_KEY`, `NOT_GENUINE`, `NO_ALERT` and `NOT_WHAT_WAS_SIGNED`, FORBIDDEN
   */
  async bringIn(reader: Reader, value: unknown, now = new Date()): Promise<SentAlert> {
    const { signedText, alert } = parseInput(sentInput, value)
    const verdict = verifiedText(signedText, this.keys.pems)
    if (!verdict.isGood) throw distrust(verdict.reason)
    // What is signed was broken into lines for mail; whoever names the text as it was written names the same.
    if (signedLines(alert).join('\n') !== verdict.signed) throw distrust('NOT_WHAT_WAS_SIGNED')
    const { keyId } = verdict
    const personId = personOf(reader)
    const once = idOfPress(reader.organisationId ?? '', `${keyId} ${alert.id}`)
    const id = await this.products.draft(reader, productOfSent(alert), now, once, async (tx, productId) => {
      const product = await this.#products.find(tx, productId)
      if (!product) throw notFound()
      const digest = sentDigest(product, await this.#products.drafts(tx, productId))
      await this.#alerts.insert(tx, productId, alert, { keyId, digest, personId })
    })
    return this.find(reader, id)
  }

  /**
   * Notes what became of its mails, until it is released; what is said of it later changes nothing, for then the hub has told the rest.
   * @param areAll puts it before whoever releases it, unless somebody did
   * @throws HubError NOT_FOUND, INVALID_INPUT naming the field, FORBIDDEN
   */
  async note(reader: Reader, productId: string, value: unknown, areAll: boolean, at = new Date()): Promise<SentAlert> {
    const { outcomes } = parseInput(outcomesInput, { outcomes: value })
    if (!isUuid(productId)) throw notFound()
    await this.database.asReader(reader, async tx => {
      const product = await this.#products.lock(tx, productId)
      if (!product || !can(reader, 'draft', productSubject(product), at)) throw notFound()
      if ((await this.#alerts.digestOf(tx, productId)) === undefined) throw notFound()
      const events = await this.#products.events(tx, productId)
      if (!events.some(({ what }) => what === 'RELEASED')) await this.#alerts.note(tx, productId, outcomes)
    })
    if (areAll) {
      const { events } = await this.products.find(reader, productId, at)
      // Who returned it to its author has their reasons.
      if (!events.some(({ what }) => what === 'SUBMITTED')) await submitOnce(this.products, reader, productId, at)
    }
    return this.find(reader, productId)
  }

  /** @throws HubError NOT_FOUND */
  async find(reader: Reader, productId: string): Promise<SentAlert> {
    return this.database.asReader(reader, async tx => {
      const product = await this.#products.find(tx, productId)
      const alert = product && (await this.#alerts.find(tx, product))
      if (!alert) throw notFound()
      return alert
    })
  }
}

const SAYS = {
  NO_ALERT: ['This holds no signed alert.', '署名された緊急周知が含まれていません。'],
  UNKNOWN_KEY: [
    'It is signed by a key that this hub does not know (HUB_ALERT_PUBLIC_KEY_FILE).',
    'このシステムに登録されていない鍵（HUB_ALERT_PUBLIC_KEY_FILE）で署名されています。',
  ],
  NOT_GENUINE: [
    'It is not what was signed: its signature does not fit.',
    '署名が一致しません。内容が改変されています。',
  ],
  NOT_WHAT_WAS_SIGNED: [
    'The journal is of another alert than the signed text, or was changed.',
    '送信記録が署名された文と一致しません。別の緊急周知の記録か、改変されたものです。',
  ],
} as const

function distrust(reason: keyof typeof SAYS): HubError {
  const [en, ja] = SAYS[reason]
  return new HubError('INVALID_INPUT', reason, en, reason === 'NOT_WHAT_WAS_SIGNED' ? 'alert' : 'signedText', ja)
}
