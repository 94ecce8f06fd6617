/**
 * The list of the portal's questions, for the hub: a session may ask these and no others. The build writes it beside
 * index.html, so that the two are always of one version.
 */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { operationNameOf, type Question } from '@noroshi/client'

const API = join(import.meta.dirname, 'src/api')

/** How a file of sources is imported: Vite and Jest each have a way of their own. */
type Load = (path: string) => Promise<object>

const isQuestion = (value: unknown): value is Question<unknown, unknown> =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'

/** Every question that a file of `src/api` exports. */
export async function questionsOfPortal(load: Load): Promise<Question<unknown, unknown>[]> {
  const files = readdirSync(API).filter(name => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  const topics = await Promise.all(files.map(name => load(join(API, name))))
  return topics.flatMap(topic => Object.values(topic).filter(isQuestion))
}

/** SHA-256 of each text, in hexadecimal, to the name of its operation; in the order of the names. */
export function operationsOf(questions: readonly Question<unknown, unknown>[]): Record<string, string> {
  const named = questions.map(({ text }) => {
    const name = operationNameOf(text)
    if (name === null) throw new Error(`A question of the portal has no name: ${text}`)
    return [createHash('sha256').update(text).digest('hex'), name] as const
  })
  return Object.fromEntries(named.toSorted(([, one], [, other]) => (one < other ? -1 : 1)))
}

/** Writes `operations.json` into the build. */
export const operationsList = (load: Load): Plugin => ({
  name: 'noroshi-operations',
  apply: 'build',
  async generateBundle() {
    const operations = operationsOf(await questionsOfPortal(load))
    this.emitFile({ type: 'asset', fileName: 'operations.json', source: `${JSON.stringify(operations, null, 2)}\n` })
  },
})
