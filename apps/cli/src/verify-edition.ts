import { readFile } from 'node:fs/promises'
import { doubtOf, type Signed } from '@noroshi/client'
import { z } from 'zod'
import { keptKeys, readAs } from './kept-keys.ts'

const text = z.string()
const TEXTS = z.array(
  z.object({
    part: z.enum(['TITLE', 'SUMMARY', 'ANALYSIS', 'BACKGROUND', 'INTENT', 'DECISION']),
    ...{ ja: text, en: text.nullable(), outOfDate: z.boolean() },
  }),
)
const EDITION: z.ZodType<Signed> = z.object({
  ...{ id: text, reference: text, category: text, kind: text, severity: text, urgency: text },
  ...{ title: text, summary: text, body: text, releasedAt: text, digest: text, signature: text, keyId: text },
  texts: TEXTS.default([]), // which files of before there were texts lack
})

/** `noroshi verify EDITION BUNDLE KEYS`: whether what was downloaded is what the hub released (docs/verify.md); asks nobody. */
export async function verifyEdition(editionFile: string, bundleFile: string, keysFile: string): Promise<boolean> {
  const edition = await readAs(editionFile, EDITION)
  const keys = await keptKeys(keysFile)
  const doubt = await doubtOf(edition, new Uint8Array(await readFile(bundleFile)), keys)
  console.log(
    doubt === null
      ? `good: ${edition.reference}, released ${edition.releasedAt}`
      : `BAD: do not trust this edition (${doubt})`,
  )
  return doubt === null
}
