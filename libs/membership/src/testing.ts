/*
 * The demo council on a database of its own, and its people as actors, for row tests on this floor and above.
 */
import { cloneDatabase, testCluster } from '@noroshi/database/testing'
import type { TestDatabase } from '@noroshi/database/testing'
import type { EntityTarget } from '@noroshi/database'
import { ApiKey } from './api-key.ts'
import { demoCouncil } from './demo-council.ts'
import type { DemoAccount } from './demo-council.ts'
import { demoEmail } from './demo-names.ts'
import { foundCouncil } from './founding.ts'
import { MembershipService } from './membership.service.ts'
import { Organisation } from './organisation.ts'
import { ClearanceLevel, Person } from './person.ts'
import { totpAt } from './totp.ts'
import type { NewSession } from './words.ts'

/** A founded demo council. */
export interface TestCouncil extends TestDatabase {
  readonly membership: MembershipService
  /** The account whose address begins so, such as `analyst-1`. */
  account(local: string): DemoAccount
  /** Signs the account in with its password and the code of this instant. */
  signIn(local: string, at: Date): Promise<NewSession>
}

/** Clones the migrated template and founds the demo council in it; `drop()` it at the end. */
export async function openTestCouncil(at: Date, entities: readonly EntityTarget[] = []): Promise<TestCouncil> {
  const clone = await cloneDatabase(testCluster(), [Organisation, ClearanceLevel, Person, ApiKey, ...entities])
  const { council, accounts } = demoCouncil(at)
  await foundCouncil(clone.database, council, at)
  const membership = new MembershipService(clone.database)
  const account = (local: string) => {
    const found = accounts.find(({ email }) => email === demoEmail(local))
    if (!found) throw new Error(`Nobody in the demo council signs in as ${local}`)
    return found
  }
  return {
    ...clone,
    membership,
    account,
    signIn(local, instant) {
      const { email, password, totpSecret } = account(local)
      return membership.signIn({ email, password, totp: totpSecret && totpAt(totpSecret, instant) }, instant)
    },
  }
}
