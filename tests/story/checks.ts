/** What the story asks of each reader's view, and the count of what held. */
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Actor, NewsItem } from '../support/actor.ts'
import type { Category } from './bulletin.ts'

export const tally = { passed: 0, failed: 0, problems: [] as string[] }

export function check(holds: boolean, sentence: string): void {
  if (holds) tally.passed += 1
  else {
    tally.failed += 1
    tally.problems.push(sentence)
    console.log(`      ✗ ${sentence}`)
  }
}

export const say = (who: string, text: string): void => console.log(`  ${who.padEnd(22, ' ')} ${text}`)

export interface Edition {
  readonly id: string
  readonly reference: string
  readonly category: Category
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly title: string
  readonly summary: string
  readonly body: string
  readonly indicators: { readonly value: string }[]
  readonly releasedAt: string
  readonly digest: string
  readonly signature: string
  readonly keyId: string
}

export const WHOLE =
  'id reference category kind severity urgency title summary body indicators { value } releasedAt digest signature keyId'

export function saysNoMore(item: NewsItem, category: Category): boolean {
  const words = Object.keys(item).sort().join()
  return (
    words ===
    (category === 'NOTICE'
      ? 'category,editionId,kind,reference,seq,summary,title,urgency'
      : 'category,editionId,kind,reference,seq,urgency')
  )
}

/** docs/verify.md, in code. */
export function isAuthentic(edition: Edition, bundle: string, keys: { keyId: string; publicKey: string }[]): boolean {
  const { id, reference, category, kind, severity, urgency, title, summary, body, releasedAt } = edition
  const bundleSha256 = createHash('sha256').update(bundle).digest('hex')
  const canonical =
    canonicalize({
      id,
      reference,
      category,
      kind,
      severity,
      urgency,
      title,
      summary,
      body,
      bundleSha256,
      releasedAt,
    }) ?? ''
  const digest = createHash('sha256').update(canonical).digest('hex')
  const key = keys.find(candidate => candidate.keyId === edition.keyId)
  return (
    key !== undefined &&
    digest === edition.digest &&
    verify(null, Buffer.from(digest, 'hex'), createPublicKey(key.publicKey), Buffer.from(edition.signature, 'base64'))
  )
}

export const withoutTrace = (text: string): string => text.replace(/"traceId":"[^"]*"/g, '"traceId":""')

export async function sameAsAbsent(actor: Actor, pathOf: (id: string) => string, hiddenId: string): Promise<boolean> {
  const [hidden, absent] = await Promise.all(
    [hiddenId, randomUUID()].map(async id => {
      const answer = await actor.get(pathOf(id))
      return `${answer.status} ${withoutTrace(await answer.text())}`
    }),
  )
  return hidden === absent && hidden.startsWith('404')
}
