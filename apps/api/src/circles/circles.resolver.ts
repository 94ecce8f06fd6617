import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import {
  CirclesService,
  MembershipService,
  type CircleRequest,
  type OrganisationTraits,
  type SignedIn,
} from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Who is told together. */
@Resolver()
export class CirclesResolver {
  constructor(
    private readonly circlesService: CirclesService,
    private readonly membership: MembershipService,
  ) {}

  @Query('circles')
  @Access('read', 'Circle')
  circles(@Caller() caller: SignedIn) {
    return this.circlesService.list(caller.reader)
  }

  @Query('circleChanges')
  @Access('read', 'Circle')
  circleChanges(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.circlesService.changes(caller.reader, id)
  }

  @Mutation('createCircle')
  @Access('administer', 'Circle')
  createCircle(@Caller() caller: SignedIn, @Args('input') input: CircleRequest) {
    return this.circlesService.create(caller.reader, input)
  }

  @Mutation('changeCircle')
  @Access('administer', 'Circle')
  changeCircle(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('input') input: CircleRequest,
    @Args('reason') reason: string,
  ) {
    return this.circlesService.change(caller.reader, id, version, input, reason)
  }

  @Mutation('closeCircle')
  @Access('administer', 'Circle')
  closeCircle(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('version') version: number,
    @Args('reason') reason: string,
  ) {
    return this.circlesService.close(caller.reader, id, version, reason)
  }

  @Mutation('recordTraits')
  @Access('administer', 'Organisation')
  recordTraits(
    @Caller() caller: SignedIn,
    @Args('organisationId') organisationId: string,
    @Args('input') input: OrganisationTraits,
  ) {
    return this.membership.recordTraits(caller.reader, organisationId, input, new Date())
  }
}
