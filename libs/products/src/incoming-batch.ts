/** Between the text of a bundle and the store: each object is parsed and judged once, before any statement is sent. */
import { hash } from 'node:crypto'
import {
  canonicalText,
  displayName,
  microsecondsOf,
  validateObject,
  verdictUnder,
  versionOf,
  type Refusal,
  type ScannedObject,
  type StixObject,
  type Strictness,
} from '@noroshi/stix'
import type { ImportRemark } from './bundle-import.repository.ts'
import { valueDigestsOf } from './edition-values.ts'
import { foldAll } from './search-text.ts'
import type { IncomingObject } from './stix-store.repository.ts'

/** Objects that were read and judged and are to be stored together: what is stored of them, and what is said of them already. */
export class IncomingBatch {
  objectsRead = 0
  readonly incoming: IncomingObject[] = []
  readonly remarks: ImportRemark[] = []

  add(scanned: ScannedObject, strictness: Strictness): void {
    const { stixId, incoming, reasons } = readObject(scanned, strictness)
    this.objectsRead += 1
    if (incoming) this.incoming.push(incoming)
    for (const reason of reasons) this.remarks.push({ ...reason, position: scanned.index, stixId })
  }
}

/** By what two contents of one version are known to be the same, in hexadecimal: a buffer for each costs more than the hash itself. */
export const contentDigest = (value: unknown): string => hash('sha256', canonicalText(value), 'hex')

/** What is to be stored of a scanned object, if anything, and the reasons for refusing it or for a warning. */
interface ReadObject {
  readonly stixId: string | null
  readonly incoming?: IncomingObject
  readonly reasons: readonly (Refusal & { readonly kind: 'REFUSED' | 'WARNING' })[]
}

function readObject(scanned: ScannedObject, strictness: Strictness): ReadObject {
  if ('refused' in scanned) return { stixId: null, reasons: [{ ...scanned.refused, kind: 'REFUSED' }] }
  const { value } = scanned
  // What the standard only recommends is not remarked on: real feeds are full of it.
  const { comparisons, ...verdict } = validateObject(value)
  const { errors, warnings: tolerated } = verdictUnder(strictness, { ...verdict, warnings: [] })
  const {
    id,
    type,
    revoked,
    created_by_ref: createdBy,
    description,
    pattern,
  } = Object(value) as Record<string, unknown> // an object's properties, none of them trusted
  if (errors.length > 0 || typeof id !== 'string' || typeof type !== 'string')
    return {
      stixId: typeof id === 'string' ? id.slice(0, 300) : null,
      reasons: errors.map(error => ({ ...error, kind: 'REFUSED' })),
    }
  const version = versionOf(value)
  const name = displayName(value)
  const incoming: IncomingObject = {
    position: scanned.index,
    stixId: id,
    version,
    versionOrder: version === '' ? 0n : microsecondsOf(version),
    type,
    name: name.slice(0, 300),
    createdByRef: typeof createdBy === 'string' ? createdBy : null,
    revoked: revoked === true,
    document: Buffer.from(scanned.text),
    digest: contentDigest(value),
    searchText: () => {
      const searchable = [id, name, description, pattern].filter(part => typeof part === 'string')
      return foldAll(searchable).slice(0, 20_000)
    },
    valueDigests: () => valueDigestsOf(value as StixObject, comparisons), // judged above
  }
  return { stixId: id, incoming, reasons: tolerated.map(reason => ({ ...reason, kind: 'WARNING' })) }
}

/** Sets apart the versions that are later than a revocation, known before or within the batch. */
export function splitAtRevocation(incoming: readonly IncomingObject[], known: ReadonlyMap<string, bigint>) {
  const revokedAt = new Map(known)
  for (const object of incoming) {
    const earlier = revokedAt.get(object.stixId)
    if (object.revoked && (earlier === undefined || object.versionOrder < earlier))
      revokedAt.set(object.stixId, object.versionOrder)
  }
  const isLate = (object: IncomingObject) => object.versionOrder > (revokedAt.get(object.stixId) ?? object.versionOrder)
  return { kept: incoming.filter(object => !isLate(object)), late: incoming.filter(isLate) }
}

/** Rounds in which no version of an object occurs twice, in order: the second content of a version must meet the first. */
export function withoutRepeats(incoming: readonly IncomingObject[]): IncomingObject[][] {
  const rounds: IncomingObject[][] = []
  const seen = new Map<string, number>()
  for (const object of incoming) {
    const key = `${object.stixId} ${object.version}`
    const round = seen.get(key) ?? 0
    seen.set(key, round + 1)
    ;(rounds[round] ??= []).push(object)
  }
  return rounds
}
