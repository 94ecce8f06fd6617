import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { InfoCategory } from '@noroshi/clearance'
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
    @Args('category') category: InfoCategory,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.responses(caller.reader, productId, category, { first, after })
  }

  @Query('indicatorReportsOf')
  @Access('draft', 'Product')
  indicatorReportsOf(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('category') category: InfoCategory,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.reports(caller.reader, productId, category, { first, after })
  }

  @Mutation('storeSightings')
  @Access('import', 'StixStore')
  storeSightings(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('category') category: InfoCategory,
  ) {
    return this.service.takeSightings(caller.reader, productId, category)
  }
}
