import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { UsefulnessService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What was said of released editions, for those who made them. */
@Resolver()
export class UsefulnessResolver {
  constructor(private readonly service: UsefulnessService) {}

  @Query('usefulness')
  @Access('draft', 'Product')
  usefulness(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.service.of(caller.reader, productId)
  }

  @Query('feedbackOf')
  @Access('draft', 'Product')
  feedbackOf(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.responses(caller.reader, productId, editionId, { first, after })
  }

  @Query('indicatorReportsOf')
  @Access('draft', 'Product')
  indicatorReportsOf(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.reports(caller.reader, productId, editionId, { first, after })
  }

  @Mutation('storeSightings')
  @Access('import', 'StixStore')
  storeSightings(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
  ) {
    return this.service.takeSightings(caller.reader, productId, editionId)
  }
}
