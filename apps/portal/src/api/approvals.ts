import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const IN_FULL = `digest refused mayDecide mayAuthorise isLargeScale leftOut { REVIEW AUTHORISATION } afterReviewDays required { REVIEW AUTHORISATION } missing { REVIEW AUTHORISATION }
  decisions { by { id name organisation } kind decision note productVersion digest isVoid at }`

export const APPROVALS = question(
  `query ProductApprovals($productId: ID!) { productApprovals(productId: $productId) { ${IN_FULL} } }`,
)
export const APPROVE_PRODUCT =
  question(`mutation ApproveProduct($id: ID!, $version: Int!, $digest: String!, $kind: ApprovalKind!, $note: String!) {
  approveProduct(id: $id, version: $version, digest: $digest, kind: $kind, note: $note) { ${IN_FULL} }
}`)
export const REFUSE_PRODUCT =
  question(`mutation RefuseProduct($id: ID!, $version: Int!, $digest: String!, $kind: ApprovalKind!, $note: String!) {
  refuseProduct(id: $id, version: $version, digest: $digest, kind: $kind, note: $note) { ${IN_FULL} }
}`)

export type Approvals = AnswerOf<typeof APPROVALS>['productApprovals']
export type ApprovalKind = Approvals['decisions'][number]['kind']

/** Who must agree before a product is released, who has, and to what. */
export const useApprovals = (productId: string, version: number) =>
  useQuery({
    queryKey: ['approvals', productId, version],
    queryFn: async ({ signal }) => (await ask(APPROVALS, { productId }, signal)).productApprovals,
  })
