import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ContributionsService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What came in over TAXII, for analysts. */
@Resolver()
export class ContributionsResolver {
  constructor(private readonly service: ContributionsService) {}

  @Query('contributions')
  @Access('draft', 'StixStore')
  contributions(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.service.list(caller.reader, { first, after })
  }

  @Query('contributedObjects')
  @Access('draft', 'StixStore')
  contributedObjects(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.objects(caller.reader, id, { first, after })
  }

  @Mutation('storeContribution')
  @Access('import', 'StixStore')
  storeContribution(@Caller() caller: SignedIn, @Args('id') id: string) {
    return this.service.takeIntoStore(caller.reader, id)
  }
}
