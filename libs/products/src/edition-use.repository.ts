import type { Reader } from '@noroshi/clearance'
import { prepared, type Tx } from '@noroshi/database'
import type { CopyFormat } from './copy.repository.ts'

/** By which way an edition was taken. */
export type EditionUseKind = 'OPENED' | 'BUNDLE' | 'MISP' | 'CSAF' | 'COLLECTION' | 'FEED' | CopyFormat

/** Notes that the reader took editions, once for each way and day; of nobody in particular nothing is noted. */
export async function noteUse(
  tx: Tx,
  reader: Reader,
  kind: EditionUseKind,
  editionIds: readonly string[],
): Promise<void> {
  if (reader.personId === null || editionIds.length === 0) return
  await prepared(
    tx,
    `insert into hub.edition_use (edition_id, person_id, kind, tier) select id, $2, $3, $4 from unnest($1::uuid[]) as e (id) on conflict do nothing`,
    [editionIds, reader.personId, kind, reader.tier],
  )
}
