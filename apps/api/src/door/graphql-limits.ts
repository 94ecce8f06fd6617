import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit'
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { GraphQLError, type ASTVisitor, type ValidationContext, type ValidationRule } from 'graphql'

/** Limits that hold for everybody (GQ-2); the answers never tell the limit nor what would have fitted. */
export const MOST_DEPTH = 8
const MOST_ALIASES = 15
const MOST_COST = 5_000
const MOST_FIELDS = 400

const asRule =
  (rule: (context: ValidationContext) => object): ValidationRule =>
  context =>
    rule(context) as ASTVisitor // the library's visitor classes are visitors in all but type

/** Counts what a document selects, fragments included where they stand: cheap, before anything is resolved. */
const fewFields: ValidationRule = context => {
  let fields = 0
  return {
    Field() {
      fields += 1
      if (fields === MOST_FIELDS + 1) context.reportError(new GraphQLError('The query asks for too much.'))
    },
  }
}

/** One operation to a document: a compiled document answers with the operation that it was compiled for, whatever is asked. */
const oneOperation: ValidationRule = context => {
  let operations = 0
  return {
    OperationDefinition() {
      operations += 1
      if (operations === 2) context.reportError(new GraphQLError('Send one operation at a time.'))
    },
  }
}

/** No introspection: the contract is published as files, and a live schema is a map for others (GQ-4). */
const noIntrospection: ValidationRule = context => ({
  Field(node) {
    if (node.name.value === '__schema' || node.name.value === '__type')
      context.reportError(new GraphQLError('The query asks for what is not there.'))
  },
})

export const limitRules: ValidationRule[] = [
  noIntrospection,
  oneOperation,
  fewFields,
  asRule(maxAliasesRule({ n: MOST_ALIASES, exposeLimits: false, errorMessage: 'The query asks for too much.' })),
  asRule(
    costLimitRule({
      maxCost: MOST_COST,
      exposeLimits: false,
      flattenFragments: true,
      errorMessage: 'The query asks for too much.',
    }),
  ),
]
