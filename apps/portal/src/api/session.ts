import { useQuery } from '@tanstack/react-query'
import { HubFailure, ask, post, question } from './graphql.ts'
import type { Me } from './types.ts'

export const ME = question<{ me: Me | null }>(`query Me {
  me {
    personId name email tier roles
    organisation { id name nameEn sectors state safeguardsValid safeguardsValidUntil }
    clearance { rank level validUntil verifiedBy valid }
    abilities { draft release useStore inspect administer }
  }
}`)
export const SOCKET_TICKET = question<{ socketTicket: string }>('mutation SocketTicket { socketTicket }')

/** Who is signed in. The words that only the council needs are fetched for its people, and for nobody else. */
async function whoAmI(): Promise<Me | null> {
  const { me } = await ask(ME, {})
  if (me !== null && me.tier !== 'FRIEND') await import('../words/council.ts')
  return me
}

/** Who is signed in; null when nobody is. */
export const useMe = () => useQuery({ queryKey: ['me'], queryFn: whoAmI, staleTime: 60_000 })

/** Signs in; the hub answers with a cookie that scripts cannot read. Throws HubFailure. */
export async function signIn(credentials: { email: string; password: string; totp?: string }): Promise<void> {
  const response = await post('/auth/sign-in', credentials)
  if (response.ok) return
  const body: unknown = await response.json().catch(() => null)
  const reason = reasonOf(body) ?? `HTTP_${response.status}`
  if (response.status === 401) throw new HubFailure('SIGN_IN_FAILED', reason, 'Sign-in failed')
  if (response.status === 429) throw new HubFailure('TOO_MANY_REQUESTS', reason, 'Too many attempts')
  throw new HubFailure(response.status === 400 ? 'INVALID_INPUT' : 'UNAVAILABLE', reason, `HTTP ${response.status}`)
}

function reasonOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null
  const { error } = body
  if (typeof error !== 'object' || error === null || !('reason' in error)) return null
  return typeof error.reason === 'string' ? error.reason : null
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await post('/auth/sign-out', {})
}
