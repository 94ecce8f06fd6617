import { Args, Query, Resolver } from '@nestjs/graphql'
import { HuntReturnsService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What came back to hunts, for those who made them. */
@Resolver()
export class HuntReturnsResolver {
  constructor(private readonly service: HuntReturnsService) {}

  @Query('huntReturns')
  @Access('draft', 'Product')
  huntReturns(@Caller() caller: SignedIn, @Args('productId') productId: string) {
    return this.service.of(caller.reader, productId)
  }

  @Query('huntAnswersOf')
  @Access('draft', 'Product')
  huntAnswersOf(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.service.answers(caller.reader, productId, editionId, { first, after })
  }
}
