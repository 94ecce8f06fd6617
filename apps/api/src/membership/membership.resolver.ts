import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { MembershipState } from '@noroshi/clearance'
import { MembershipService, type ApiKeyScope, type OrganisationFilter, type SignedIn } from '@noroshi/membership'
import { Access, Open } from '../door/access.ts'
import { Caller, CallerAddress, MaybeCaller } from '../door/request.ts'
import { SignInLimits } from '../door/sign-in-limits.ts'

@Resolver()
export class MembershipResolver {
  constructor(
    private readonly membership: MembershipService,
    private readonly limits: SignInLimits,
  ) {}

  @Query('me')
  @Open('tells the caller whether they are signed in, and of nobody else')
  me(@MaybeCaller() caller: SignedIn | null) {
    return caller ? this.membership.me(caller, new Date()) : null
  }

  @Query('referenceData')
  @Access('read', 'ReferenceData')
  referenceData(@Caller() caller: SignedIn) {
    return this.membership.referenceData(caller.reader)
  }

  @Query('organisations')
  @Access('read', 'Organisation')
  organisations(
    @Caller() caller: SignedIn,
    @Args('filter') filter: OrganisationFilter | null,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.membership.organisations(caller.reader, filter ?? {}, { first, after }, new Date())
  }

  @Query('organisation')
  @Access('read', 'Organisation')
  organisation(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.membership.organisation(caller.reader, id, new Date())
  }

  @Query('apiKeys')
  @Access('SESSION', 'ApiKey')
  apiKeys(@Caller() caller: SignedIn) {
    return this.membership.apiKeys(caller)
  }

  @Mutation('createApiKey')
  @Access('SESSION', 'ApiKey')
  async createApiKey(
    @Caller() caller: SignedIn,
    @CallerAddress() address: string,
    @Args('name') name: string,
    @Args('scopes') scopes: ApiKeyScope[],
    @Args('expiresAt') expiresAt: Date,
    @Args('password') password: string,
    @Args('totp') totp: string | null,
  ) {
    // A password can be guessed here as well as where one signs in, so the tries are counted together.
    await this.limits.spend(address, caller.person.email)
    return this.membership.createApiKey(caller, { name, scopes, expiresAt }, { password, totp }, new Date())
  }

  @Mutation('revokeApiKey')
  @Access('SESSION', 'ApiKey')
  revokeApiKey(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.membership.revokeApiKey(caller, id, new Date())
  }

  @Mutation('socketTicket')
  @Access('read', 'Inbox')
  socketTicket(@Caller() caller: SignedIn) {
    return this.membership.issueSocketTicket(caller, new Date())
  }

  @Mutation('moveMembership')
  @Access('administer', 'Organisation')
  moveMembership(
    @Caller() caller: SignedIn,
    @Args('organisationId') organisationId: string,
    @Args('to') to: MembershipState,
    @Args('reason') reason: string,
  ) {
    return this.membership.moveMembership(caller.reader, organisationId, to, reason, new Date())
  }

  @Mutation('recordSafeguards')
  @Access('administer', 'Organisation')
  recordSafeguards(
    @Caller() caller: SignedIn,
    @Args('organisationId') organisationId: string,
    @Args('validUntil') validUntil: Date | null,
  ) {
    return this.membership.recordSafeguards(caller.reader, organisationId, validUntil ?? null, new Date())
  }

  @Mutation('recordClearance')
  @Access('administer', 'Person')
  recordClearance(
    @Caller() caller: SignedIn,
    @Args('personId') personId: string,
    @Args('rank') rank: number,
    @Args('validUntil') validUntil: Date | null,
    @Args('verifiedBy') verifiedBy: string | null,
  ) {
    return this.membership.recordClearance(caller.reader, personId, { rank, validUntil, verifiedBy }, new Date())
  }
}
