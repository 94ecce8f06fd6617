import { question, type AnswerOf } from '@noroshi/client'
import { ask } from './graphql.ts'

const HIT = `kind value byBlock editionId reference category tlp title releasedAt stixId name pattern confidence validFrom validUntil
  related { stixId type name }`

export const LOOK_UP = question(`query LookUp($value: String!) { lookUp(value: $value) { ${HIT} } }`)
export const LOOK_UP_MANY = question(
  `query LookUpMany($values: [String!]!) { lookUpMany(values: $values) { value hits { ${HIT} } } }`,
)

/** An object of an edition that the reader may read and that names the value. */
export type LookUpHit = AnswerOf<typeof LOOK_UP>['lookUp'][number]
export type LookUpAnswer = AnswerOf<typeof LOOK_UP_MANY>['lookUpMany'][number]

/** Everything that the reader may know of one value. Not through the cache: what somebody asks for is nobody else's business. */
export const lookUp = async (value: string): Promise<LookUpHit[]> => (await ask(LOOK_UP, { value })).lookUp

/** The same of several, at most ten hits of each. */
export const lookUpMany = async (values: string[], signal: AbortSignal): Promise<LookUpAnswer[]> =>
  (await ask(LOOK_UP_MANY, { values }, signal)).lookUpMany
