/** What the hub knows of values, as many as there are, in the order in which they are given. The hub is told what is looked up. */
import type { AskOptions, HubClient } from './hub-client.ts'

/** An object of an edition that names the value. */
export interface LookUpHit {
  readonly kind: string
  readonly value: string
  readonly editionId: string
  readonly reference: string
  readonly category: string
  readonly tlp: string
  readonly title: string
  readonly releasedAt: string
  readonly stixId: string
  readonly name: string
  readonly description: string | null
  readonly confidence: number | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  readonly related: readonly { readonly stixId: string; readonly type: string; readonly name: string }[]
}

export interface LookUpLine {
  /** The number of the value among those given, from 1. */
  readonly line: number
  readonly value: string
  readonly hits: readonly LookUpHit[]
}

/** Of one request; the hub takes 100,000 values and 16 MiB. */
const MOST_VALUES = 20_000
const MOST_CHARACTERS = 2_000_000

/**
 * What is known of each value that anything is known of. Values are asked for some thousands at a time, by POST, so that they stand in no
 * log of addresses.
 * @param values each on one line, of at most 4,096 characters; empty ones are passed over
 * @throws HubProblem
 */
export async function* lookUp(
  hub: HubClient,
  values: Iterable<string> | AsyncIterable<string>,
  options: AskOptions = {},
): AsyncGenerator<LookUpLine, void> {
  let batch: string[] = []
  let [before, characters] = [0, 0]
  const asked = async function* () {
    // The hub's word for the shape, as with its GraphQL.
    for await (const found of hub.lines('/lookups', batch.join('\n'), options) as AsyncGenerator<LookUpLine>)
      yield { ...found, line: before + found.line }
    before += batch.length
    ;[batch, characters] = [[], 0]
  }
  for await (const value of values) {
    batch.push(value)
    characters += value.length
    if (batch.length >= MOST_VALUES || characters >= MOST_CHARACTERS) yield* asked()
  }
  if (batch.length > 0) yield* asked()
}
