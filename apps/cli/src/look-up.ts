import { createInterface } from 'node:readline'
import { lookUp } from '@noroshi/client'
import type { CliConfig } from './config.ts'
import { hubOf } from './hub.ts'
import { Output } from './output.ts'

/** `noroshi look-up VALUE…|-`: prints what the hub knows of each value, one JSON object a line; true when it knows anything. */
export async function lookUpValues(config: CliConfig, values: readonly string[]): Promise<boolean> {
  const hub = hubOf(config, 'read')
  const output = new Output()
  let isKnown = false
  for await (const line of lookUp(hub, linesOf(values))) {
    isKnown = true
    await output.line(JSON.stringify(line))
  }
  await output.end()
  return isKnown
}

async function* linesOf(values: readonly string[]): AsyncGenerator<string> {
  for (const value of values)
    if (value === '-') yield* createInterface({ input: process.stdin, crlfDelay: Infinity })
    else yield* value.split('\n')
}
