import { readFile, writeFile } from 'node:fs/promises'
import type { SigningKey } from '@noroshi/client'
import { z } from 'zod'

const text = z.string()
const KEYS: z.ZodType<SigningKey[]> = z.array(
  z.object({ keyId: text, publicKey: text, use: text.optional() }).transform(({ use, ...key }) => ({
    ...key,
    ...(use === undefined ? {} : { use }),
  })),
)

/** Public keys of the hub that somebody compared over another channel and kept. @throws Error that names the file and the fields */
export async function keptKeys(file: string): Promise<SigningKey[]> {
  return readAs(file, KEYS)
}

/** Those that were kept, or, the first time, the given ones, which are kept from then on. */
export async function keptOrFirst(
  file: string,
  first: () => Promise<SigningKey[]>,
): Promise<{ readonly keys: readonly SigningKey[]; readonly isFirst: boolean }> {
  try {
    return { keys: await keptKeys(file), isFirst: false }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const keys = await first()
  await writeFile(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  return { keys, isFirst: true }
}

/** A JSON file of a form. @throws Error that names the file and the fields */
export async function readAs<T>(file: string, form: z.ZodType<T>): Promise<T> {
  const written = await readFile(file, 'utf8')
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch {
    throw new Error(`${file} is not JSON.`) // the parser's own message would quote what the file holds
  }
  const parsed = form.safeParse(value)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map(issue => issue.path.join('.'))
  throw new Error(`${file} is not of the form that docs/verify.md names: ${[...new Set(places)].join(', ')}`)
}
