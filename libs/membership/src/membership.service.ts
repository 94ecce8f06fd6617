import type { Reader, MembershipState } from '@noroshi/clearance'
import type { Database, Tx } from '@noroshi/database'
import type * as W from './words.ts'

export declare class MembershipService {
  constructor(database: Database, options?: W.MembershipOptions)
  signIn(attempt: W.SignInAttempt, at: Date): Promise<W.NewSession>
  signOut(token: string, at: Date): Promise<void>
  readerOfSession(token: string, at: Date): Promise<W.SignedIn | null>
  readerOfApiKey(key: string, at: Date): Promise<W.SignedIn | null>
  issueSocketTicket(signedIn: W.SignedIn, at: Date): Promise<string>
  redeemSocketTicket(ticket: string, at: Date): Promise<W.SignedIn | null>
  stillGood(tier: W.CouncilTier, accesses: readonly W.OpenAccess[], at: Date): Promise<W.AccessReview>
  forgetUnusedTickets(at: Date): Promise<void>
  referenceData(reader: Reader | null): Promise<W.ReferenceFacts>
  me(signedIn: W.SignedIn, at: Date): Promise<W.Me>
  apiKeys(signedIn: W.SignedIn): Promise<W.ApiKeyFacts[]>
  createApiKey(signedIn: W.SignedIn, request: W.ApiKeyRequest, at: Date): Promise<W.NewApiKey>
  revokeApiKey(signedIn: W.SignedIn, id: string, at: Date): Promise<W.ApiKeyFacts>
  organisations(reader: Reader, filter: W.OrganisationFilter, page: W.PageRequest, at: Date): Promise<W.OrganisationPage>
  organisation(reader: Reader, id: string, at: Date): Promise<W.OrganisationView>
  moveMembership(reader: Reader, organisationId: string, to: MembershipState, reason: string, at: Date): Promise<W.OrganisationView>
  recordSafeguards(reader: Reader, organisationId: string, validUntil: Date | null, at: Date): Promise<W.OrganisationView>
  recordClearance(reader: Reader, personId: string, clearance: W.ClearanceRecord, at: Date): Promise<W.PersonFacts>
  peopleOfCouncil(tx: Tx): Promise<W.CouncilPerson[]>
  readersForDispatch(tx: Tx): Promise<Reader[]>
}
