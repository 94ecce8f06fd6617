import canonicalize from 'canonicalize'
import { z } from 'zod'
import type { Tier } from '@noroshi/clearance'
import type { FragmentInput } from './product.ts'
import { fold } from './search-text.ts'
import { sha256Hex } from './signing.ts'

export const EXTERNAL_KINDS = ['FOREIGN_GOVERNMENT', 'POLICE', 'OTHER'] as const

/** Who can be asked: an organisation of the council, or an originator outside it. */
export interface Originator {
  readonly id: string
  readonly kind: 'ORGANISATION' | (typeof EXTERNAL_KINDS)[number]
  readonly name: string
  readonly nameEn: string | null
}

/** An object as an originator is shown it. */
export interface AskedObject {
  readonly id: string
  readonly type: string
  readonly name: string
  /** Hexadecimal SHA-256 of its sender's own text. */
  readonly sha256: string
}

/** A request with its answer, as the makers of the product see it. */
export interface ConsentRow {
  readonly id: string
  readonly originatorId: string
  readonly originator: string
  readonly isExternal: boolean
  readonly text: string
  readonly objects: readonly AskedObject[]
  readonly digest: string
  readonly tiers: readonly Tier[]
  readonly askedBy: string
  readonly askedAt: string
  /** Null: not yet answered. */
  readonly agreed: boolean | null
  readonly note: string | null
  readonly evidence: string | null
  readonly answeredAt: string | null
  /** When they took their agreement back. */
  readonly withdrawnAt: string | null
}

/** Hexadecimal SHA-256 over the canonical JSON (RFC 8785) of a text and of what it carries: what an originator agrees to. */
export function consentDigest(fragment: FragmentInput, documents: ReadonlyMap<string, string>): string {
  const objects = [...fragment.stixIds].sort().map(id => [id, sha256Hex(documents.get(id) ?? '')])
  const text = canonicalize({ text: fragment.text, objects })
  if (text === undefined) throw new TypeError('a fragment has no canonical form')
  return sha256Hex(text)
}

/** Every originator of this name: spelling, case and a remark in brackets at its end make no other. */
export function originatorsNamed(name: string, known: readonly Originator[]): Originator[] {
  const wanted = plain(name)
  return known.filter(({ name, nameEn }) => plain(name) === wanted || (nameEn !== null && plain(nameEn) === wanted))
}
const plain = (name: string): string => fold(name).replace(/\s*\([^()]*\)$/, '')

/** The requests by which this originator agreed to exactly this text, and agrees still. */
export function agreedRequests(
  originator: Originator,
  digest: string,
  requests: readonly ConsentRow[],
): readonly ConsentRow[] {
  const own = requests.filter(request => request.originatorId === originator.id && request.digest === digest)
  return own.filter(({ agreed, withdrawnAt }) => agreed === true && withdrawnAt === null)
}

const words = (least: number) =>
  z
    .string()
    .trim()
    .min(least)
    .max(2_000)
    .refine(value => !value.includes('\0'), { error: 'NUL is not text', params: { ja: 'NUL 文字は使えません。' } })

export const answerInput = z.strictObject({ agree: z.boolean(), note: words(0) })
export const withdrawInput = z.strictObject({ note: words(0) })
export const recordInput = z.strictObject({ agree: z.boolean(), evidence: words(10), note: words(0) })
export const externalInput = z.strictObject({ name: words(1).max(200), kind: z.enum(EXTERNAL_KINDS) })
