/** Loads the hub's code with one fault in it, so that no file on disk is ever wrong. */
import { registerHooks } from 'node:module'
import type { SourceFault } from './mutants.ts'

const textOf = (source: unknown): string =>
  source instanceof Uint8Array ? Buffer.from(source).toString() : typeof source === 'string' ? source : ''

export function loadWith({ file, find, replace }: SourceFault): void {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(`/${file}`)) return loaded
      const parts = textOf(loaded.source).split(find)
      if (parts.length !== 2) throw new Error(`The fault has rotted: ${file} holds its text ${parts.length - 1} times`)
      return { ...loaded, source: parts.join(replace) }
    },
  })
}
