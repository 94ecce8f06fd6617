import { question } from '@noroshi/client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ask } from './graphql.ts'
import type { OrganisationFilter } from './types.ts'

const ORGANISATION =
  'id name nameEn class tier sectors competentMinistry prefecture size capability state safeguardsValidUntil safeguardsValid'
const CLEARANCE = 'clearance { rank level validUntil verifiedBy valid }'
const PERSON = `id name email roles active ${CLEARANCE}`
const API_KEY = 'id name scopes createdAt expiresAt revokedAt lastUsedAt'

export const REFERENCE_DATA = question(
  'query ReferenceData { referenceData { sectors { id nameJa nameEn } clearanceLevels { rank code nameJa nameEn } } }',
)
export const ORGANISATIONS = question(`query Organisations($filter: OrganisationFilter, $first: Int!, $after: String) {
  organisations(filter: $filter, first: $first, after: $after) { items { ${ORGANISATION} } endCursor hasMore }
}`)
export const ORGANISATION_IN_FULL = question(
  `query Organisation($id: ID!) {
  organisation(id: $id) { ${ORGANISATION} people { ${PERSON} } history { fromState toState reason changedAt } }
}`,
)
export const ORGANISATION_NAME = question(
  'query OrganisationName($id: ID!) { organisation(id: $id) { id name nameEn } }',
)
export const MOVE_MEMBERSHIP =
  question(`mutation MoveMembership($organisationId: ID!, $to: MembershipState!, $reason: String!) {
  moveMembership(organisationId: $organisationId, to: $to, reason: $reason) { id }
}`)
export const RECORD_SAFEGUARDS = question(`mutation RecordSafeguards($organisationId: ID!, $validUntil: DateTime) {
  recordSafeguards(organisationId: $organisationId, validUntil: $validUntil) { id }
}`)
export const RECORD_CLEARANCE =
  question(`mutation RecordClearance($personId: ID!, $rank: Int!, $validUntil: DateTime, $verifiedBy: String) {
  recordClearance(personId: $personId, rank: $rank, validUntil: $validUntil, verifiedBy: $verifiedBy) { ${PERSON} }
}`)
const INVITED = `enrolmentToken expiresAt person { ${PERSON} }`

export const REGISTER_ORGANISATION = question(
  'mutation RegisterOrganisation($input: OrganisationInput!) { registerOrganisation(input: $input) { id } }',
)
export const REGISTER_PERSON = question(`mutation RegisterPerson($organisationId: ID!, $input: PersonInput!) {
  registerPerson(organisationId: $organisationId, input: $input) { ${INVITED} }
}`)
export const RENEW_ENROLMENT = question(
  `mutation RenewEnrolment($personId: ID!) { renewEnrolment(personId: $personId) { ${INVITED} } }`,
)
export const ASSIGN_ROLES = question(
  'mutation AssignRoles($personId: ID!, $roles: [Role!]!) { assignRoles(personId: $personId, roles: $roles) { id } }',
)
export const DEACTIVATE_PERSON = question(
  'mutation DeactivatePerson($personId: ID!) { deactivatePerson(personId: $personId) { id } }',
)
export const REACTIVATE_PERSON = question(
  'mutation ReactivatePerson($personId: ID!) { reactivatePerson(personId: $personId) { id } }',
)
export const API_KEYS = question(`query ApiKeys { apiKeys { ${API_KEY} } }`)
export const CREATE_API_KEY =
  question(`mutation CreateApiKey($name: String!, $scopes: [ApiKeyScope!]!, $expiresAt: DateTime!, $password: String!, $totp: String) {
  createApiKey(name: $name, scopes: $scopes, expiresAt: $expiresAt, password: $password, totp: $totp) {
    key apiKey { ${API_KEY} }
  }
}`)
export const REVOKE_API_KEY = question(`mutation RevokeApiKey($id: ID!) { revokeApiKey(id: $id) { ${API_KEY} } }`)

/** Fields and clearance levels, which change by decree, not by the hour. */
export const useReferenceData = () =>
  useQuery({
    queryKey: ['reference-data'],
    staleTime: Infinity,
    queryFn: async ({ signal }) => (await ask(REFERENCE_DATA, {}, signal)).referenceData,
  })

/** Organisations that the filter finds, by name. */
export const useOrganisations = (filter: OrganisationFilter) =>
  useInfiniteQuery({
    queryKey: ['organisations', filter],
    initialPageParam: null as string | null, // otherwise inferred as null alone
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) =>
      (await ask(ORGANISATIONS, { filter, first: 50, after: pageParam }, signal)).organisations,
    getNextPageParam: last => (last.hasMore ? last.endCursor : undefined),
  })

/** One organisation with its people and history. */
export const useOrganisation = (id: string) =>
  useQuery({
    queryKey: ['organisation', id],
    queryFn: async ({ signal }) => (await ask(ORGANISATION_IN_FULL, { id }, signal)).organisation,
  })

/** The caller's own API keys. */
export const useApiKeys = () =>
  useQuery({
    queryKey: ['api-keys'],
    queryFn: async ({ signal }) => (await ask(API_KEYS, {}, signal)).apiKeys,
  })
