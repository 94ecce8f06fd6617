/**
 * The contract as types. What is asked of the hub is typed by the compiler alone, from the text of the question and from
 * `libs/client/src/contract.ts`, which is written here from the `.graphql` files of the api (`UPDATE=1 npm test -- house`).
 */
import { minifyIntrospection, preprocessIntrospection } from '@gql.tada/internal'
import { buildSchema, introspectionFromSchema } from 'graphql'
import { expectDocument } from '../support/documents.ts'
import { allFiles, textOf } from '../support/sources.ts'

const contract = buildSchema(
  allFiles()
    .filter(path => path.startsWith('apps/api/src/') && path.endsWith('.graphql'))
    .map(textOf)
    .join('\n'),
)

it('the types of the client are those of the contract', async () => {
  const introspection = minifyIntrospection(introspectionFromSchema(contract, { descriptions: false }))
  await expectDocument(
    'libs/client/src/contract.ts',
    `/** The GraphQL contract as a type, one line for each of its types; written by tests/house/contract.spec.ts. */
// prettier-ignore
export type Contract = ${preprocessIntrospection(introspection).trim()}\n`,
  )
})
