import { ApiKey } from './api-key.ts'
import { Organisation } from './organisation.ts'
import { ClearanceLevel, Person } from './person.ts'

export type { CircleChangeFacts, CircleOrganisation, CircleRequest, CircleView } from './circle.ts'
export { CirclesService } from './circles.service.ts'
export { askedFor, assertBrowsesContacts, assertNamesContacts, mayNameContacts } from './contacts.ts'
export type { ContactPerson, ContactsView } from './contacts.ts'
export { AWAITED, colleaguesOf, contactsOf, holdContacts } from './contacts.repository.ts'
export { ContactsService, ContactsSettings, CONTACTS_GOOD_FOR_DAYS, ownUnless } from './contacts.service.ts'
export { demoCouncil } from './demo-council.ts'
export type { DemoAccount } from './demo-council.ts'
export type { EnrolmentAttempt, EnrolmentOffer, Invitation, Invited, InvitedPerson } from './enrolment.ts'
export { foundCouncil, invite, isEmpty } from './founding.ts'
export type { FoundingCouncil, FoundingOrganisation, FoundingPerson } from './founding.ts'
export { parseFoundingFile, withInvitedAdministrators } from './founding-file.ts'
export { MembershipModule } from './membership.module.ts'
export { MembershipService } from './membership.service.ts'
export { epochOf, scopesFor } from './person.ts'
export type { OrganisationRequest, OrganisationTraits, PersonRequest } from './registry.ts'
export { totpAt } from './totp.ts'
export { API_KEY_SCOPES, CAPABILITIES, ORGANISATION_CLASSES, ORGANISATION_SIZES } from './words.ts'
export type {
  Abilities,
  AccessReview,
  ApiKeyFacts,
  ApiKeyRequest,
  ApiKeyScope,
  ClearanceFacts,
  ClearanceLevelFacts,
  ClearanceRecord,
  CouncilPerson,
  CouncilTier,
  Factors,
  IndustryFacts,
  Me,
  MembershipChangeFacts,
  MembershipOptions,
  NewApiKey,
  NewSession,
  OpenAccess,
  OrganisationClass,
  OrganisationFacts,
  OrganisationFilter,
  OrganisationPage,
  OrganisationView,
  PageRequest,
  PersonFacts,
  PersonName,
  ReferenceFacts,
  SectorFacts,
  SignedIn,
  SignInAttempt,
} from './words.ts'

/** The rows of this floor, for `Database.open` and for the comparison with the migrated schema. */
export const membershipEntities = [Organisation, ClearanceLevel, Person, ApiKey]
