/*
 * The ledger: one row for each news, person and channel, from QUEUED to how it ended. A row is taken for a while, sent, and then said to
 * have ended; who is killed in between lets it fall due again, under the same name, so that the other side knows it for the same message.
 */
import type { EditionFacts } from '@noroshi/clearance'
import type { MailKeyKind } from './mail-key.ts'
import type { NewsKind } from './news-frame.ts'

/** Ways out of the hub besides the portal and its sockets. */
export const CHANNELS = ['MAIL', 'WEBHOOK', 'CHAT', 'WEB_PUSH', 'SMS', 'VOICE'] as const
export type Channel = (typeof CHANNELS)[number]

export type MessageLanguage = 'ja' | 'en'

/** Why somebody is written to: that there is news, several at once, that they did not answer, or that somebody else did not. */
export type Purpose = 'NEWS' | 'DIGEST' | 'REMINDER' | 'ESCALATION'

/** An address of a person besides their mailbox; `sealed` opens with the worker's key alone. */
export interface SealedEndpoint {
  readonly id: string
  readonly sealed: string
  readonly settings: Readonly<Record<string, unknown>>
  /** What its messages are signed with, sealed likewise; two while one takes the place of the other, the newer first. */
  readonly secretsSealed?: readonly string[]
}

/** Somebody asked whether anything arrives at their endpoint. */
export interface Trial {
  readonly channel: Channel
  readonly endpoint: SealedEndpoint
  readonly language: MessageLanguage
}

/** A row that was taken to be sent, with what sending it asks. */
export interface TakenDelivery {
  readonly id: string
  readonly queuedAt: Date
  readonly personId: string
  readonly seq: number | null
  readonly purpose: Purpose
  readonly kind: NewsKind
  readonly editionId: string
  readonly urgency: string
  readonly reference: string
  /** From 1. */
  readonly attempt: number
  readonly email: string
  readonly language: MessageLanguage
  /** Of a NOTICE; null of anything else, of which nothing may be said outside (CLR-4). */
  readonly words: { readonly title: string; readonly summary: string } | null
  /** Of a mail: the public key (ASCII armour) or certificate (PEM) that its recipient wishes it encrypted to. */
  readonly mailKey?: string | null
  readonly mailKeyKind?: MailKeyKind | null
  /** Null: to their mailbox. */
  readonly endpoint: SealedEndpoint | null
  /** When its owner had it sent again after it was given up, or until when their wishes put it off: from then on it is tried. */
  readonly replayedAt?: Date | null
  /** A wish put it off; a mail that waited leaves with the others that did. */
  readonly hasWaited?: boolean
  /** The other rows of this person that leave in the same message. */
  readonly together?: readonly TakenDelivery[]
}

/** How a row ended. `reason`: a code that is ours, never a word of the other side's. */
export interface Ended {
  readonly state: 'SENT' | 'DELIVERED' | 'BOUNCED' | 'FAILED' | 'EXPIRED' | 'WITHDRAWN'
  readonly reason: string | null
  /** By what name the gateway that took it reports of it. */
  readonly gatewayReference?: string
}

/** What a gateway reports of a message that it had taken. */
export interface Receipt {
  /** The `gatewayReference` of its row. */
  readonly reference: string
  readonly state: 'DELIVERED' | 'BOUNCED'
  readonly reason: string | null
}

/** How an attempt went: the row has ended, or it is tried again. */
export type Outcome = Ended | { readonly state: 'QUEUED'; readonly reason: string; readonly waitSeconds: number }

/** How sending went, as its channel saw it. LATER: it may be better another time, at the earliest after so many seconds. */
export type Sent = Ended | { readonly state: 'LATER'; readonly reason: string; readonly afterSeconds?: number }

/** Why a row ended whose address is no more, as the other side says; nothing is sent there again. */
export const ENDPOINT_GONE = 'ENDPOINT_GONE'

/** One way out: speaks to a server that is not ours. What that server does is an answer, never an exception. */
export interface ChannelAdapter {
  readonly channel: Channel
  /** So many messages are on their way at once; 100 when it does not say. */
  readonly atOnce?: number
  send(delivery: TakenDelivery): Promise<Sent>
  /** Sends a message that is about nothing, to try an endpoint; channels without it have no trials. */
  tryOut?(trial: Trial): Promise<Sent>
  /** Hears from then on what becomes of messages, where the other side reports it. `note` fails when it is to be reported again. */
  listen?(note: (receipt: Receipt) => Promise<void>): void
  /** Lets go of its connections. */
  close(): void
}

/** So long is something tried; after that its news is in the portal alone. */
const GIVE_UP_AFTER_MS = 48 * 3_600_000
const FIRST_WAIT_SECONDS = 15
const LONGEST_WAIT_SECONDS = 3_600

/** How long until the next attempt: twice as long each time, and up to half as long again, so that not all come at once. */
export function waitBefore(attempt: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(wait * (1 + random() / 2))
}

/** What failed is tried again until it is given up. */
export function outcomeOf(
  sent: Sent,
  { attempt, queuedAt, replayedAt }: Pick<TakenDelivery, 'attempt' | 'queuedAt' | 'replayedAt'>,
  now: Date,
  random: () => number,
): Outcome {
  if (sent.state !== 'LATER') return sent
  const { reason, afterSeconds = 0 } = sent
  return now.getTime() - (replayedAt ?? queuedAt).getTime() > GIVE_UP_AFTER_MS
    ? { state: 'FAILED', reason }
    : { state: 'QUEUED', reason, waitSeconds: Math.max(afterSeconds, waitBefore(attempt, random)) }
}

/** What of a recipient, at the moment of sending, decides whether they are sent a row. */
export interface AtSending {
  readonly kind: NewsKind
  readonly personActive: boolean
  /** The address was taken away meanwhile. */
  readonly endpointRemoved: boolean
  readonly mayReceive: boolean
}

/** How a row ends that may not be sent now; null when it may. That something was taken back, whoever had it is told. */
export function withheldOf(
  { kind, personActive, endpointRemoved, mayReceive }: AtSending,
  edition: Pick<EditionFacts, 'recalledAt' | 'expiresAt'> | undefined,
  now: Date,
): Ended | null {
  if (!personActive) return { state: 'WITHDRAWN', reason: 'NO_RIGHT' }
  if (endpointRemoved) return { state: 'WITHDRAWN', reason: 'ENDPOINT_REMOVED' }
  if (kind === 'RECALLED' || mayReceive) return null
  const isOver = edition?.recalledAt === null && edition.expiresAt !== null && new Date(edition.expiresAt) <= now
  return isOver ? { state: 'EXPIRED', reason: 'EDITION_EXPIRED' } : { state: 'WITHDRAWN', reason: 'NO_RIGHT' }
}
