import { randomUUID } from 'node:crypto'
import type { PostingSettings } from './delivery-settings.ts'
import type { ChannelAdapter, SealedEndpoint, Sent, TakenDelivery, Trial } from './ledger.ts'
import { Poster, UNOPENED } from './posting.ts'
import { trialBodyOf, webhookBodyOf, WebhookSigner } from './webhook-message.ts'

/** Webhooks: a signed POST to a server of the person's own. */
export class WebhookChannel implements ChannelAdapter {
  readonly channel = 'WEBHOOK'
  readonly atOnce = 256
  readonly #poster: Poster
  readonly #signer: WebhookSigner

  constructor(
    { policy, privateKeyPem, signingKeyPem }: PostingSettings,
    private readonly portal: string,
  ) {
    this.#poster = new Poster(policy, privateKeyPem)
    this.#signer = new WebhookSigner(signingKeyPem)
  }

  send(delivery: TakenDelivery): Promise<Sent> {
    return this.#post(delivery.endpoint, delivery.id, webhookBodyOf(delivery, this.portal))
  }

  tryOut({ endpoint }: Trial): Promise<Sent> {
    const id = randomUUID()
    return this.#post(endpoint, id, trialBodyOf(id, this.portal))
  }

  close(): void {
    this.#poster.close()
  }

  async #post(endpoint: SealedEndpoint | null, id: string, body: string): Promise<Sent> {
    const opened = this.#poster.opened('WEBHOOK', endpoint)
    if (!opened) return UNOPENED
    const headers = this.#signer.headersOf(id, body, opened.secrets, new Date())
    return this.#poster.post({ url: opened.url, headers, body })
  }
}
