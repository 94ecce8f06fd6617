/* An address of a person besides their mailbox, as they name it and are shown it. Pure but for asking whether a URL may be asked at all. */
import { HubError, parseInput } from '@noroshi/errors'
import { FetchRefused, urlToAsk } from '@noroshi/intake'
import { z } from 'zod'
import { CHAT_SHAPES, type ChatShape } from './chat-message.ts'

/** How an endpoint fares. PAUSED: it failed so often that nothing is sent there for a while. GONE: its server says that it is no more. */
export type EndpointState = 'NEW' | 'WORKING' | 'FAILING' | 'PAUSED' | 'GONE'

export const POSTED_CHANNELS = ['WEBHOOK', 'CHAT'] as const

/** As its owner is shown it; the address itself nobody is. Instants in ISO 8601. */
export interface Endpoint {
  readonly id: string
  readonly channel: (typeof POSTED_CHANNELS)[number]
  readonly name: string
  /** The host of its address. */
  readonly host: string
  readonly shape: ChatShape | null
  readonly state: EndpointState
  readonly createdAt: string
  readonly lastSentAt: string | null
  readonly failingSince: string | null
  /** A code that is ours. */
  readonly lastReason: string | null
  readonly pausedUntil: string | null
  /** So many messages were given up and can be sent again. */
  readonly deadLetters: number
  readonly trial: EndpointTrial | null
}

/** What became of trying it; `endedAt` is null while a worker is at it, `reason` when it came through. */
export interface EndpointTrial {
  readonly askedAt: string
  readonly endedAt: string | null
  readonly reason: string | null
}

/** What was given up: that there was news, and why it did not arrive. */
export interface DeadLetter {
  readonly id: string
  readonly endpointId: string
  readonly kind: string
  readonly urgency: string
  readonly reference: string
  readonly attempts: number
  readonly reason: string | null
  readonly endedAt: string
}

const name = z
  .string()
  .transform(text => text.trim())
  .pipe(z.string().min(1).max(100))

const shape = z.strictObject({
  channel: z.enum(POSTED_CHANNELS),
  name,
  url: z.string().trim().min(1).max(2000),
  shape: z.enum(CHAT_SHAPES).nullish(),
})

export type EndpointRequest = z.input<typeof shape>

/** An endpoint as it may be registered. */
export interface AcceptedEndpoint {
  readonly channel: Endpoint['channel']
  readonly name: string
  readonly url: URL
  readonly shape: ChatShape | null
}

export const acceptedName = (value: unknown): string => parseInput(z.strictObject({ name }), { name: value }).name

/**
 * @param allowedOrigins may be asked although they are not public
 * @throws HubError INVALID_INPUT naming the field and the rule
 */
export function acceptedEndpoint(request: EndpointRequest, allowedOrigins: readonly string[]): AcceptedEndpoint {
  const { channel, name, url: text, shape: chat = null } = parseInput(shape, request)
  if ((channel === 'CHAT') !== (chat !== null))
    throw new HubError(
      'INVALID_INPUT',
      'SHAPE',
      'A chat has a shape, and a webhook has none.',
      'shape',
      'チャットには形式が必要です。Webhookには指定できません。',
    )
  const url = urlToAsk(text, allowedOrigins)
  // Not even of an allowed origin: whoever is on the way would read it.
  if (url.protocol !== 'https:') throw new FetchRefused('NOT_HTTPS')
  return { channel, name, url, shape: chat }
}
