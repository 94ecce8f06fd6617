import { question, type AnswerOf } from '@noroshi/client'
import { useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'

const ASKED = `id asking text objects { id type name sha256 } digest tiers askedAt agreed note answeredAt withdrawnAt`
const MADE = `sources { edition fragment category originator originatorId digest asked agreed isMissing } mayRecord
  requests { id originator isExternal text digest tiers askedBy { id name organisation } askedAt agreed note evidence answeredAt withdrawnAt isVoid }`

export const CONSENT_REQUESTS = question(`query ConsentRequests { consentRequests { ${ASKED} } }`)
export const ANSWER_CONSENT = question(
  `mutation AnswerConsent($id: ID!, $agree: Boolean!, $note: String!) { answerConsent(id: $id, agree: $agree, note: $note) { ${ASKED} } }`,
)
export const WITHDRAW_CONSENT = question(
  `mutation WithdrawConsent($id: ID!, $note: String!) { withdrawConsent(id: $id, note: $note) { ${ASKED} } }`,
)
export const PRODUCT_CONSENTS = question(
  `query ProductConsents($productId: ID!) { productConsents(productId: $productId) { ${MADE} } }`,
)
export const ASK_CONSENT =
  question(`mutation AskConsent($productId: ID!, $version: Int!, $edition: Int!, $fragment: Int!) {
  askConsent(productId: $productId, version: $version, edition: $edition, fragment: $fragment) { ${MADE} }
}`)
export const RECORD_CONSENT =
  question(`mutation RecordConsent($productId: ID!, $requestId: ID!, $agree: Boolean!, $evidence: String!) {
  recordConsent(productId: $productId, requestId: $requestId, agree: $agree, evidence: $evidence) { ${MADE} }
}`)

export type ConsentRequest = AnswerOf<typeof CONSENT_REQUESTS>['consentRequests'][number]
export type ProductConsents = AnswerOf<typeof PRODUCT_CONSENTS>['productConsents']

/** What the reader's organisation is asked to agree to. */
export const useConsentRequests = () =>
  useQuery({
    queryKey: ['consent-requests'],
    queryFn: async ({ signal }) => (await ask(CONSENT_REQUESTS, {}, signal)).consentRequests,
  })

/** Whose consent a product needs, and what they were asked and said. */
export const useProductConsents = (productId: string, version: number) =>
  useQuery({
    queryKey: ['product-consents', productId, version],
    queryFn: async ({ signal }) => (await ask(PRODUCT_CONSENTS, { productId }, signal)).productConsents,
  })
