/**
 * The worker looks each minute whom an emergency would reach. Here it looks when it is told to, and the time of its look is the same in
 * both worlds: else they would differ by their clocks, and what happened meanwhile would not be looked at.
 */
import { Database } from '@noroshi/database'
import { testCluster } from '@noroshi/database/testing'
import { ReachReviewService } from '@noroshi/delivery'
import { CONTACTS_GOOD_FOR_DAYS } from '@noroshi/membership'
import { eventually } from '../../../api/steps.ts'
import type { TestHub } from '../../../support/hub.ts'

const LONG_AGO = '2000-01-01T00:00:00Z'
/** So late that no worker looks again by itself. */
const FAR_OFF = '2090-01-01T00:00:00Z'

export async function lookWhoIsReached({ database: { address, superuser } }: TestHub): Promise<void> {
  const database = await Database.open({ ...address, passwords: { hub_worker: testCluster().passwords.hub_worker } })
  const setLook = (at: string) => superuser.query('update hub.organisation_reach set computed_at = $1', [at])
  try {
    const review = new ReachReviewService(database, { goodForDays: CONTACTS_GOOD_FOR_DAYS })
    await setLook(LONG_AGO)
    // Another worker may be looking just then, which does as well.
    await eventually(async () => {
      await review.reviewDue()
      const { rows } = await superuser.query<{ hasLooked: boolean }>(
        `select coalesce(max(computed_at) > $1, false) as "hasLooked" from hub.organisation_reach`,
        [LONG_AGO],
      )
      return rows[0].hasLooked
    }, 'a look at whom an emergency would reach')
    await setLook(FAR_OFF)
  } finally {
    await database.close()
  }
}
