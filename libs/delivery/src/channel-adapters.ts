import { ChatChannel } from './chat-channel.ts'
import type { DeliverySettings } from './delivery-settings.ts'
import type { Channel, ChannelAdapter } from './ledger.ts'
import { MailChannel } from './mail-channel.ts'
import { SmsChannel } from './sms-channel.ts'
import { WebhookChannel } from './webhook-channel.ts'
import { WebPushChannel } from './web-push-channel.ts'

/** How each channel is opened; null: these settings do not say how. A new channel is a line here. */
const OPENERS: Partial<Record<Channel, (settings: DeliverySettings) => (() => ChannelAdapter) | null>> = {
  MAIL: ({ mail, portal }) => mail && (() => new MailChannel(mail, portal)),
  WEBHOOK: ({ posting, portal }) => (posting ? () => new WebhookChannel(posting, portal) : null),
  CHAT: ({ posting, portal }) => (posting ? () => new ChatChannel(posting, portal) : null),
  WEB_PUSH: ({ webPush, portal }) => (webPush ? () => new WebPushChannel(webPush, portal) : null),
  SMS: ({ sms, portal }) => (sms ? () => new SmsChannel(sms, portal) : null),
}

/** Each channel that these settings say how to use, not yet open. */
function openersOf(settings: DeliverySettings): Map<Channel, () => ChannelAdapter> {
  const all = Object.entries(OPENERS) as [Channel, (typeof OPENERS)['MAIL']][] // its keys are channels
  return new Map(
    all.flatMap(([channel, opener]) => {
      const open = opener?.(settings)
      return open ? [[channel, open]] : []
    }),
  )
}

export const channelsOf = (settings: DeliverySettings): Channel[] => [...openersOf(settings).keys()]

export const adaptersOf = (settings: DeliverySettings): ChannelAdapter[] =>
  [...openersOf(settings).values()].map(open => open())
