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
declare const hub: Hub
/*
 * Of the two overloads of `hub` the first, for projects that keep a cache of documents, does not take these arguments, and the compiler
 * says so; the second, which does, is what `ReturnType` reads. A call in a generic function would pick it without a complaint, but
 * makes the compiler expand the whole contract (4 GB). question.spec.ts holds the types that come out.
 */
// @ts-expect-error -- the first overload
type DocumentOf<Text extends string> = ReturnType<typeof hub<Text, []>>
type KindOf<Text extends string> = Text extends `mutation${string}` ? 'mutation' : 'query'

/** A question to the hub: its text, and, for the type checker alone, what is sent with it and what comes back. */
export interface Question<Answer, Variables, Kind extends 'query' | 'mutation' = 'query' | 'mutation'> {
  readonly kind: Kind
  readonly text: string
  readonly types?: { readonly answer: Answer; readonly variables: Variables }
}

/** The question of a text, which begins with `query`, `mutation` or `{`. Parts of it may be put in from other constants. */
export const question = <const Text extends string>(
  text: Text,
): Question<ResultOf<DocumentOf<Text>>, VariablesOf<DocumentOf<Text>>, KindOf<Text>> => ({
  // The very condition of `KindOf`, which the compiler cannot follow here.
  kind: (text.startsWith('mutation') ? 'mutation' : 'query') as KindOf<Text>,
  text,
})

/** What a question is answered. */
export type AnswerOf<Asked> = Asked extends Question<infer Answer, infer _, infer __> ? Answer : never
/** What is sent with a question. */
export type VariablesFor<Asked> = Asked extends Question<infer _, infer Variables, infer __> ? Variables : never

/** The name that stands after `query` or `mutation`; null when there is none. */
export const operationNameOf = (text: string): string | null => /^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? null

/** One page of a list that is paged by key. */
export interface Page<Item> {
  items: Item[]
  endCursor: string | null
  hasMore: boolean
}
