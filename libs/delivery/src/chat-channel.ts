import { chatTextOf, chatTrialOf, isChatShape, messageIn } from './chat-message.ts'
import type { PostingSettings } from './delivery-settings.ts'
import type { ChannelAdapter, SealedEndpoint, Sent, TakenDelivery, Trial } from './ledger.ts'
import type { ChatText } from './chat-message.ts'
import { Poster, UNOPENED } from './posting.ts'

/** Chats: a message in a channel of theirs, by an address that is itself the secret. */
export class ChatChannel implements ChannelAdapter {
  readonly channel = 'CHAT'
  readonly atOnce = 256
  readonly #poster: Poster

  constructor(
    { policy, privateKeyPem }: PostingSettings,
    private readonly portal: string,
  ) {
    this.#poster = new Poster(policy, privateKeyPem)
  }

  send(delivery: TakenDelivery): Promise<Sent> {
    return this.#post(delivery.endpoint, chatTextOf(delivery, delivery.language, this.portal))
  }

  tryOut({ endpoint, language }: Trial): Promise<Sent> {
    return this.#post(endpoint, chatTrialOf(language, this.portal))
  }

  close(): void {
    this.#poster.close()
  }

  async #post(endpoint: SealedEndpoint | null, text: ChatText): Promise<Sent> {
    const opened = this.#poster.opened('CHAT', endpoint)
    const shape = endpoint?.settings['shape']
    if (!opened || !isChatShape(shape)) return UNOPENED
    const body = JSON.stringify(messageIn(shape, text))
    return this.#poster.post({ url: opened.url, headers: { 'content-type': 'application/json' }, body })
  }
}
