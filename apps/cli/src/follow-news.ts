import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { follow, type CursorStore, type News } from '@noroshi/client'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'

/**
 * `noroshi follow`: prints the news of the key's owner, one JSON object a line, until it is interrupted. With a file for the cursor it goes
 * on where it stopped: a line counts as told once the standard output has taken it.
 */
export async function followNews(config: CliConfig, { cursor }: { readonly cursor?: string }): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const following = follow(hubOf(config, 'read'), {
    onNews: print,
    onGoodbye: reason => console.error(`The hub closed the line: ${reason}`),
    signal: stop.signal,
    ...(cursor === undefined ? {} : { cursor: cursorIn(cursor) }),
  })
  await following.ended
}

const print = (news: readonly News[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const lines = news.map(item => `${JSON.stringify(item)}\n`).join('')
    process.stdout.write(lines, error => (error ? reject(error) : resolve()))
  })

/** The number in a file, which is replaced as a whole. */
export const cursorIn = (file: string): CursorStore => ({
  async load() {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '0'
    if (!/^\d{1,15}\s*$/.test(text)) throw new Error(`${file} does not hold the number of a news item.`)
    return Number(text)
  },
  async save(seq) {
    await writeFile(`${file}.new`, `${seq}\n`)
    await rename(`${file}.new`, file)
  },
})
