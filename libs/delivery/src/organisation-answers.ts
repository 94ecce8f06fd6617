/*
 * What organisations answer to editions has one shape, whatever they are asked: appended, never changed, the newest counts, whoever of its
 * people gave it; the same once more is kept once, and there is an end to it.
 */
import type { Reader } from '@noroshi/clearance'
import type { Tx } from '@noroshi/database'
import { HubError, notFound } from '@noroshi/errors'
import { MOST_OF_A_PERSON } from './feedback.ts'

/** Those of one organisation to one edition. */
export interface AnswersOfOrganisation<Input extends object, Said extends object> {
  own(tx: Tx, organisationId: string, editionId: string, most: number): Promise<Said[]>
  say(tx: Tx, reader: Reader, editionId: string, input: Input): Promise<void>
}

/** @throws HubError NOT_FOUND: who is of no organisation answers for none */
export function organisationOf(reader: Reader): string {
  if (!reader.organisationId || !reader.personId) throw notFound()
  return reader.organisationId
}

/** All that the organisation answered, the newest first, with this. @throws HubError CONFLICT */
export async function sayOnce<Input extends object, Said extends object>(
  tx: Tx,
  answers: AnswersOfOrganisation<Input, Said>,
  reader: Reader,
  editionId: string,
  input: Input,
  check: () => Promise<void> = async () => undefined,
): Promise<Said[]> {
  const organisationId = organisationOf(reader)
  // One answer of an organisation after the other, so that the newest is what it said last.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('noroshi answer ' || $1::text, 0))`, [organisationId])
  const before = await answers.own(tx, organisationId, editionId, MOST_OF_A_PERSON)
  const [last] = before
  if (before.length > 0 && isSame(input, last)) return before
  if (before.length >= MOST_OF_A_PERSON) throw saidEnough()
  await check()
  await answers.say(tx, reader, editionId, input)
  return answers.own(tx, organisationId, editionId, MOST_OF_A_PERSON)
}

const isSame = (input: object, said: object): boolean =>
  Object.entries(input).every(([field, value]) => value === Reflect.get(said, field))

const saidEnough = () =>
  new HubError(
    'CONFLICT',
    'SAID_ENOUGH',
    `Your organisation answered ${MOST_OF_A_PERSON} times already. The last answer stands.`,
    undefined,
    `回答は${MOST_OF_A_PERSON}回までです。最後の回答が有効です。`,
  )
