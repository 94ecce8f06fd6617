/** The one door to the network: the client of `@noroshi/client`, in the reader's own session and language. */
import { createClient, type Question } from '@noroshi/client'

let whenSignedOut: () => void = () => undefined
/** Names the one place that is told when the hub says that nobody is signed in. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener
}

/** The hub that this page came from. The language is the one chosen here, not the browser's, for the sentences of its errors. */
export const hub = createClient({
  locale: () => document.documentElement.lang,
  onProblem: ({ code }) => {
    if (code === 'UNAUTHENTICATED') whenSignedOut()
  },
})

/** Asks the hub one question over GraphQL. Throws HubProblem. */
export const ask = <Answer, Variables>(
  question: Question<Answer, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Answer> =>
  question.kind === 'query' ? hub.query(question, variables, { signal }) : hub.mutate(question, variables, { signal })
