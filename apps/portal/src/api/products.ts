import { question } from '@noroshi/client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import type { ProductState } from './types.ts'

/** What the portal asks of a product. */
export const PRODUCT_IN_FULL = `id title kind severity urgency drill answerWithinMinutes state scheduledFor scheduledZone version updatedAt
  author { id name organisation } submittedBy { id name organisation } releasedBy { id name organisation }
  editions {
    id category containsSecret containsCommInfo identifiesPerson requiredRank title summary
    titleEn { text translatedDigest outOfDate } summaryEn { text translatedDigest outOfDate }
    fragments {
      key derivedFrom text stixIds containsSecret containsCommInfo identifiesPerson originator consentedTiers intakes rewritten
      part language translationOf translatedDigest outOfDate
      stixObjects { id type name version revoked versions receivedAt }
    }
    hunt {
      hypothesis requiredLogs difficulty lookBackDays queries { language title text }
      containsSecret containsCommInfo identifiesPerson
    }
    audience { everyone sectors circles organisations people excludedOrganisations excludedSectors excludedPeople toPublic }
    namedPeople { id name organisation }
    embargoUntil embargoZone expiresAt expiresZone editionId recalledAt
  }
  events { what by { id name organisation } note productVersion at }
  releaseObjections { code detail }
  reach { category recipients delivered acknowledged }`

export const PRODUCTS = question(`query Products($state: ProductState, $first: Int!, $after: String) {
  products(state: $state, first: $first, after: $after) {
    items { id title kind severity urgency drill state scheduledFor scheduledZone version categories authorName updatedAt } endCursor hasMore
  }
}`)
export const PRODUCT = question(`query Product($id: ID!) { product(id: $id) { ${PRODUCT_IN_FULL} } }`)
export const AUDIENCE_PREVIEW = question(
  `query AudiencePreview($productId: ID!) {
  audiencePreview(productId: $productId) {
    organisations { id name tier people { id name category } }
    people toPublic
    leftOut { personId name organisation category condition receives }
  }
}`,
)
export const EXPLAIN_AUDIENCE = question(`query ExplainAudience($productId: ID!, $personId: ID!) {
  explainAudience(productId: $productId, personId: $personId) {
    category allowed delivered steps { condition holds }
  }
}`)
export const DANGLING_REFERENCES = question(
  `query DanglingReferences($productId: ID!) {
  danglingReferences(productId: $productId) { category from path id known }
}`,
)
export const SLIPS = question(`query Slips($productId: ID!) {
  slips(productId: $productId) { key kind category place before found after source { category place } overruled }
}`)
export const TEAR_LINE = question(`query TearLine($productId: ID!, $from: InfoCategory!, $to: InfoCategory!) {
  tearLine(productId: $productId, from: $from, to: $to) {
    key reasons { code detail } objects { stixId reasons { code detail } }
  }
}`)
export const QUALITY_SIGNS = question(`query QualitySigns($productId: ID!) {
  qualitySigns(productId: $productId) { kind category count items { stixId name value detail } }
}`)
export const OVERRULE_SLIPS = question(
  `mutation OverruleSlips($id: ID!, $version: Int!, $keys: [ID!]!, $reason: String!) {
  overruleSlips(id: $id, version: $version, keys: $keys, reason: $reason) { ${PRODUCT_IN_FULL} }
}`,
)
export const DRAFT_PRODUCT = question(
  `mutation DraftProduct($input: ProductInput!) { draftProduct(input: $input) { ${PRODUCT_IN_FULL} } }`,
)
export const REVISE_PRODUCT = question(`mutation ReviseProduct($id: ID!, $version: Int!, $input: ProductInput!) {
  reviseProduct(id: $id, version: $version, input: $input) { ${PRODUCT_IN_FULL} }
}`)
export const SUBMIT_PRODUCT = question(
  `mutation SubmitProduct($id: ID!, $version: Int!) { submitProduct(id: $id, version: $version) { ${PRODUCT_IN_FULL} } }`,
)
export const RETURN_PRODUCT = question(`mutation ReturnProduct($id: ID!, $version: Int!, $reason: String!) {
  returnProduct(id: $id, version: $version, reason: $reason) { ${PRODUCT_IN_FULL} }
}`)
export const RELEASE_PRODUCT = question(
  `mutation ReleaseProduct($id: ID!, $version: Int!, $reason: String) { releaseProduct(id: $id, version: $version, reason: $reason) { ${PRODUCT_IN_FULL} } }`,
)
export const RECALL_PRODUCT = question(
  `mutation RecallProduct($id: ID!, $reason: String!) { recallProduct(id: $id, reason: $reason) { ${PRODUCT_IN_FULL} } }`,
)
export const CORRECT_PRODUCT = question(`mutation CorrectProduct($id: ID!, $version: Int!, $reason: String!) {
  correctProduct(id: $id, version: $version, reason: $reason) { ${PRODUCT_IN_FULL} }
}`)

/** Products that the caller may work on, last touched first. */
export const useProducts = (state: ProductState | null) =>
  useInfiniteQuery({
    queryKey: ['products', state],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    queryFn: async ({ pageParam, signal }) =>
      (await ask(PRODUCTS, { state, first: 20, after: pageParam }, signal)).products,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

const REACH_MS = 3_000

/** One product; asked again while its releases are still on their way to people. */
export const useProduct = (id: string) =>
  useQuery({
    queryKey: ['product', id],
    queryFn: async ({ signal }) => (await ask(PRODUCT, { id }, signal)).product,
    refetchInterval: ({ state }) => (state.data?.state === 'RELEASED' ? REACH_MS : false),
  })

/** Exactly who would receive which edition of this version of the product. */
export const useAudiencePreview = (productId: string, version: number) =>
  useQuery({
    queryKey: ['audience-preview', productId, version],
    queryFn: async ({ signal }) => (await ask(AUDIENCE_PREVIEW, { productId }, signal)).audiencePreview,
  })

/** Why one person would or would not receive each edition. */
export const useExplanation = (productId: string, version: number, personId: string | null) =>
  useQuery({
    queryKey: ['explanation', productId, version, personId],
    enabled: personId !== null,
    queryFn: async ({ signal }) =>
      (await ask(EXPLAIN_AUDIENCE, { productId, personId: personId ?? '' }, signal)).explainAudience,
  })

/** References to objects that are not in the edition. */
export const useDanglingReferences = (productId: string, version: number) =>
  useQuery({
    queryKey: ['dangling-references', productId, version],
    queryFn: async ({ signal }) => (await ask(DANGLING_REFERENCES, { productId }, signal)).danglingReferences,
  })

/** What of restricted material stands in a wider edition. */
export const useSlips = (productId: string, version: number) =>
  useQuery({
    queryKey: ['slips', productId, version],
    queryFn: async ({ signal }) => (await ask(SLIPS, { productId }, signal)).slips,
  })

/** What would make the editions of little use. */
export const useQualitySigns = (productId: string, version: number) =>
  useQuery({
    queryKey: ['quality-signs', productId, version],
    queryFn: async ({ signal }) => (await ask(QUALITY_SIGNS, { productId }, signal)).qualitySigns,
  })
