import { createContext, useContext } from 'react'
import type { Me } from '../api/types.ts'

/** Who is signed in, for everything inside the shell. */
export const MeContext = createContext<Me | null>(null)

/** Who is signed in. Only for pages inside the shell, which is not there otherwise. */
export function useSignedIn(): Me {
  const me = useContext(MeContext)
  if (me === null) throw new Error('This page stands outside the shell, where nobody is signed in')
  return me
}
