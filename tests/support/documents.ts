/** Documents that are written from the running house: compared by tests, written anew with `UPDATE=1`. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { ROOT, textOf } from './sources.ts'

/** Fails when the document differs from what it should say. */
export async function expectDocument(path: string, content: string): Promise<void> {
  const file = join(ROOT, path)
  const text = await format(content, { ...(await resolveConfig(file)), filepath: file })
  if (process.env['UPDATE'] === '1') writeFileSync(file, text)
  expect(existsSync(file) ? textOf(path) : `There is no ${path}; UPDATE=1 writes it.`).toBe(text)
}
