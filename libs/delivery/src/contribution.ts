/*
 * What an organisation sends over TAXII 2.1 (§5.4): an envelope of objects, judged one by one. Taken is what validates as
 * STIX 2.1; it is kept in the sender's own text, apart from the store, until an analyst looks at it.
 */
import { createHash } from 'node:crypto'
import { HubError } from '@noroshi/errors'
import { UNVERSIONED } from '@noroshi/products'
import { BundleScanner, canonicalText, orderOf, validateObject, versionOf, type ScannedObject } from '@noroshi/stix'

export interface JudgedObject {
  readonly stixId: string
  readonly version: string
  /** Of what is taken. */
  readonly type: string | null
  readonly versionOrder: bigint | null
  /** Why it is not taken, or null. */
  readonly failure: string | null
  readonly digest: Buffer | null
  readonly document: string | null
}

/** The largest envelope, in bytes. */
export const MOST_CONTENT_BYTES = 8_388_608
const LONGEST_ID = 300
const LONGEST_MESSAGE = 1_000
const MOST_OBJECTS = 10_000

/** How much one organisation may contribute within any 24 hours. */
export interface ContributionQuota {
  readonly objects: number
  readonly bytes: number
}

/** What an organisation contributed within the last 24 hours. */
export interface Contributed extends ContributionQuota {
  /** When the oldest of it no longer counts, in seconds from now. */
  readonly freedInSeconds: number
}

/** An organisation that has contributed as much as it may (HTTP 429). */
export class QuotaReached extends HubError {
  constructor(
    { objects, bytes }: ContributionQuota,
    readonly retryAfterSeconds: number,
  ) {
    super(
      'TOO_MANY_REQUESTS',
      'QUOTA',
      `Your organisation may contribute ${objects} objects and ${bytes} bytes within 24 hours. Try again later, or ask the secretariat for more.`,
      'objects',
      `貴組織から24時間以内に提供できるのは、オブジェクト${objects}件・${bytes}バイトまでです。時間をおいて再送信するか、事務局にご相談ください。`,
    )
  }
}

/** An envelope that cannot be processed as a whole (HTTP 422). */
export class UnprocessableEnvelope extends HubError {
  constructor(message: string, messageJa: string) {
    super('INVALID_INPUT', 'ENVELOPE', message, 'objects', messageJa)
  }
}

/** @throws UnprocessableEnvelope when it is no envelope with objects, or an object in it cannot be named in a status */
export function judgeEnvelope(body: Uint8Array): JudgedObject[] {
  // An envelope reads like a bundle that does not say it is one.
  const scanner = new BundleScanner({ objects: MOST_OBJECTS })
  const scanned = scanner.push(body)
  const read = scanner.end()
  if ((!read.ok && read.refused.rule !== 'not-a-bundle' && read.refused.rule !== 'invalid-id') || scanned.length === 0)
    throw new UnprocessableEnvelope(
      read.ok || scanned.length === 0
        ? 'The content is not a TAXII envelope with at least one object.'
        : `The envelope cannot be read: ${read.refused.message}`,
      '送信内容が、オブジェクトを一つ以上含むTAXIIエンベロープではありません。',
    )
  return scanned.map(judge)
}

function judge(scanned: ScannedObject): JudgedObject {
  if ('refused' in scanned) throw unnamed(scanned.index, scanned.refused.message, scanned.refused.messageJa)
  const { value } = scanned
  const { id } = Object(value) as { id?: unknown } // of whatever was sent
  if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID)
    throw unnamed(scanned.index, 'It has no id.', 'IDがありません。')
  const version = versionOf(value).slice(0, LONGEST_ID)
  const [error] = validateObject(value).errors
  if (error) {
    const failure = `${error.path}: ${error.message} (${error.section})`.slice(0, LONGEST_MESSAGE)
    return { stixId: id, version, type: null, versionOrder: null, failure, digest: null, document: null }
  }
  const digest = createHash('sha256').update(canonicalText(value)).digest()
  const versionOrder = orderOf(version || UNVERSIONED)
  return { stixId: id, version, type: typeOf(id), versionOrder, failure: null, digest, document: scanned.text }
}

const unnamed = (index: number, message: string, messageJa: string) =>
  new UnprocessableEnvelope(
    `Object ${index} cannot be read: ${message}`,
    `${index}番目のオブジェクトを読み取れません：${messageJa}`,
  )

/** The part before the UUID, which is the type of an object that validated (STIX 2.1 §2.9). */
const typeOf = (id: string): string => id.slice(0, id.indexOf('--'))
