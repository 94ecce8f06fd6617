/*
 * Questions to the hub, typed by their own text: gql.tada reads the text and the contract with the compiler alone, so that there is
 * no step between writing a question and using it, and nothing of it is there at run time.
 */
import type { ResultOf, VariablesOf, initGraphQLTada } from 'gql.tada'
import type { Contract } from './contract.ts'

type Hub = ReturnType<
  typeof initGraphQLTada<{
    introspection: Contract
    // An instant is ISO 8601 in UTC; a file stands in its own part of the request, and for it null.
    scalars: { DateTime: string; Upload: null }
  }>
>
declare const _hub: Hub
/*
 * Of the two overloads of gql.tada's function the first, for projects that keep a cache of documents, does not take these arguments, and the compiler
 * says so; the second, which does, is what `ReturnType` reads. A call in a generic function would pick it without a complaint, but
 * makes the compiler expand the whole contract (4 GB). question.spec.ts holds the types that come out.
 */
// @ts-expect-error -- the first overload
type DocumentOf<Text extends string> = ReturnType<typeof _hub<Text, []>>

interface Asked<Kind, Answer, Variables> {
  readonly kind: Kind
  readonly text: string
  /** For the type checker alone. */
  readonly types?: { readonly answer: Answer; readonly variables: Variables }
}
/** Asks something, and changes nothing by it. */
export type Query<Answer, Variables> = Asked<'query', Answer, Variables>
/** Has something done. */
export type Mutation<Answer, Variables> = Asked<'mutation', Answer, Variables>
/** What is asked of the hub, with the types of what is sent along and of what comes back. */
export type Question<Answer, Variables> = Query<Answer, Variables> | Mutation<Answer, Variables>

type QuestionIn<Text extends string> = Text extends `mutation${string}`
  ? Mutation<ResultOf<DocumentOf<Text>>, VariablesOf<DocumentOf<Text>>>
  : Query<ResultOf<DocumentOf<Text>>, VariablesOf<DocumentOf<Text>>>

/** The question of a text, which begins with `query`, `mutation` or `{`. Parts of it may be put in from other constants. */
export function question<const Text extends string>(text: Text): QuestionIn<Text> {
  const asked: unknown = { kind: text.startsWith('mutation') ? 'mutation' : 'query', text }
  // The very condition of `QuestionIn`, which the compiler cannot follow here.
  return asked as QuestionIn<Text>
}

/** What a question is answered. */
export type AnswerOf<Of> = Of extends Asked<unknown, infer Answer, unknown> ? Answer : never
/** What is sent with a question. */
export type VariablesFor<Of> = Of extends Asked<unknown, unknown, infer Variables> ? Variables : never

/** The name that stands after `query` or `mutation`; null when there is none. */
export const operationNameOf = (text: string): string | null => /^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? null

/** One page of a list that is paged by key. */
export interface Page<Item> {
  items: Item[]
  endCursor: string | null
  hasMore: boolean
}
