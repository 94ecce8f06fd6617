import { readFile } from 'node:fs/promises'
import { doubtOf, type Signed, type SigningKey } from '@noroshi/client'
import { z } from 'zod'

const text = z.string()
const EDITION: z.ZodType<Signed> = z.object({
  ...{ id: text, reference: text, category: text, kind: text, severity: text, urgency: text },
  ...{ title: text, summary: text, body: text, releasedAt: text, digest: text, signature: text, keyId: text },
})
const KEYS: z.ZodType<SigningKey[]> = z.array(z.object({ keyId: text, publicKey: text }))

/** `noroshi verify EDITION BUNDLE KEYS`: whether what was downloaded is what the hub released (docs/verify.md); asks nobody. */
export async function verifyEdition(editionFile: string, bundleFile: string, keysFile: string): Promise<boolean> {
  const edition = await read(editionFile, EDITION)
  const keys = await read(keysFile, KEYS)
  const doubt = await doubtOf(edition, new Uint8Array(await readFile(bundleFile)), keys)
  console.log(
    doubt === null
      ? `good: ${edition.reference}, released ${edition.releasedAt}`
      : `BAD: do not trust this edition (${doubt})`,
  )
  return doubt === null
}

async function read<T>(file: string, form: z.ZodType<T>): Promise<T> {
  const parsed = form.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(issue => issue.path.join('.'))
  throw new Error(`${file} is not of the form that docs/verify.md names: ${[...new Set(places)].join(', ')}`)
}
