import { Args, Mutation, Resolver } from '@nestjs/graphql'
import type { Role } from '@noroshi/clearance'
import { MembershipService, type OrganisationRequest, type PersonRequest, type SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

@Resolver()
export class RegistryResolver {
  constructor(private readonly membership: MembershipService) {}

  @Mutation('registerOrganisation')
  @Access('administer', 'Organisation')
  registerOrganisation(@Caller() caller: SignedIn, @Args('input') input: OrganisationRequest) {
    return this.membership.registerOrganisation(caller.reader, input, new Date())
  }

  @Mutation('registerPerson')
  @Access('administer', 'Person')
  registerPerson(
    @Caller() caller: SignedIn,
    @Args('organisationId') organisationId: string,
    @Args('input') input: PersonRequest,
  ) {
    return this.membership.registerPerson(caller.reader, organisationId, input, new Date())
  }

  @Mutation('assignRoles')
  @Access('administer', 'Person')
  assignRoles(@Caller() caller: SignedIn, @Args('personId') personId: string, @Args('roles') roles: Role[]) {
    return this.membership.assignRoles(caller.reader, personId, roles, new Date())
  }

  @Mutation('deactivatePerson')
  @Access('administer', 'Person')
  deactivatePerson(@Caller() caller: SignedIn, @Args('personId') personId: string) {
    return this.membership.deactivatePerson(caller.reader, personId, new Date())
  }

  @Mutation('reactivatePerson')
  @Access('administer', 'Person')
  reactivatePerson(@Caller() caller: SignedIn, @Args('personId') personId: string) {
    return this.membership.reactivatePerson(caller.reader, personId, new Date())
  }

  @Mutation('renewEnrolment')
  @Access('administer', 'Person')
  renewEnrolment(@Caller() caller: SignedIn, @Args('personId') personId: string) {
    return this.membership.renewEnrolment(caller.reader, personId, new Date())
  }
}
