import { HubProblem, problemOf, question } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask, hub } from './graphql.ts'
import type { Me } from './types.ts'

export const ME = question(`query Me {
  me {
    personId name email tier roles
    organisation { id name nameEn sectors state safeguardsValid safeguardsValidUntil }
    clearance { rank level validUntil verifiedBy valid }
    abilities { draft release useStore inspect administer }
  }
}`)
// The client asks these for the news; they stand here so that they are on the list of operations.
export { NEWS_AFTER, SOCKET_TICKET } from '@noroshi/client'

/** Who is signed in. The words that only the council needs are fetched for its people, and for nobody else. */
async function whoAmI(): Promise<Me | null> {
  const { me } = await ask(ME, {})
  if (me !== null && me.tier !== 'FRIEND') await import('../words/council.ts')
  return me
}

/** Who is signed in; null when nobody is. */
export const useMe = () => useQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: 60_000 })

/** Signs in; the hub answers with a cookie that scripts cannot read. Throws HubProblem. */
export async function signIn(credentials: { email: string; password: string; totp?: string }): Promise<void> {
  const response = await hub.post('/auth/sign-in', credentials)
  if (response.ok) return
  const { reason } = problemOf(response.status, await response.text())
  if (response.status === 401) throw new HubProblem('SIGN_IN_FAILED', reason, 'Sign-in failed')
  if (response.status === 429) throw new HubProblem('TOO_MANY_REQUESTS', reason, 'Too many attempts')
  throw new HubProblem(response.status === 400 ? 'INVALID_INPUT' : 'UNAVAILABLE', reason, `HTTP ${response.status}`)
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await hub.post('/auth/sign-out', {})
}
