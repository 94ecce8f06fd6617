import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { FINGERPRINT_BITS, LogMatcher } from '@noroshi/indicators'
import { genuine, keysBeside } from './filter-fetch.ts'
import { keptKeys } from './kept-keys.ts'
import { Output } from './output.ts'

export interface MatchOptions {
  /** File with the keys that were kept; unless said, the one that `fetch` keeps. */
  readonly keys?: string
  readonly allowExpired?: true
}

/** Longer lines are read in parts of this length, so that a file without line ends takes no more memory. */
const MOST_OF_LINE = 1_048_576
const AT_ONCE = 1_048_576

/**
 * `noroshi filter match FILE [LOG…|-]`: prints the number of each line that names a value of the filter, and the value. Asks nobody.
 * @returns whether there was any
 */
export async function matchLogs(filterFile: string, logs: readonly string[], options: MatchOptions): Promise<boolean> {
  const keysFile = options.keys ?? keysBeside(filterFile)
  const bytes = new Uint8Array(await readFile(filterFile))
  const { facts, filter } = await genuine(bytes, await keptKeys(keysFile), filterFile, keysFile)
  if (Date.parse(facts.expiresAt) <= Date.now()) {
    if (!options.allowExpired)
      throw new Error(`${filterFile} was good until ${facts.expiresAt}. Fetch it anew, or say --allow-expired.`)
    console.error(`${filterFile} was good until ${facts.expiresAt}: what was released since is not in it.`)
  }
  const matcher = new LogMatcher(filter)
  const output = new Output()
  const sources = logs.length > 0 ? logs : ['-']
  let found = 0
  for (const log of sources) {
    const before = sources.length > 1 ? `${log}\t` : ''
    for await (const { first, parts } of linesOf(log)) {
      for (let index = 0; index < parts.length; index++) {
        const values = matcher.match(parts[index])
        found += values.length
        // A value may hold what a terminal would obey.
        for (const value of values) await output.line(`${before}${first + index}\t${value.replace(/\p{Cc}/gu, '?')}`)
      }
    }
  }
  await output.end()
  console.error(
    `${matcher.asked} values asked for, ${found} found. Of ${2 ** FINGERPRINT_BITS} that the filter does not hold it takes one for its own, so about ${Math.round(matcher.asked / 2 ** FINGERPRINT_BITS)} of the values found are none.`,
  )
  if (found > 0) console.error('noroshi look-up VALUE… says which are, and what of; it tells the hub these values.')
  return found > 0
}

/** Some lines at once, with the number of the first, from 1; of a long line several parts. */
async function* linesOf(log: string): AsyncGenerator<{ readonly first: number; readonly parts: readonly string[] }> {
  const stream = log === '-' ? process.stdin : createReadStream(log, { highWaterMark: AT_ONCE })
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let rest = ''
  let first = 1
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    // As programs of Windows write, which say so in the first two bytes.
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8')
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield { first, parts }
    first += parts.length
    if (rest.length < MOST_OF_LINE) continue
    // Where no value goes on, if there is such a place.
    const cut = Math.max(rest.lastIndexOf(' '), rest.lastIndexOf('"'), 0) || rest.length
    yield { first, parts: [rest.slice(0, cut)] }
    rest = rest.slice(cut)
  }
  rest += decoder?.decode() ?? ''
  if (rest !== '') yield { first, parts: [rest] }
}
