import { Args, Query, Resolver } from '@nestjs/graphql'
import type { InfoCategory } from '@noroshi/clearance'
import type { SignedIn } from '@noroshi/membership'
import { LadderService, type TornFragment } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The way from one edition to the next lower one. */
@Resolver()
export class LadderResolver {
  constructor(private readonly ladder: LadderService) {}

  @Query('tearLine')
  @Access('draft', 'Product')
  tearLine(
    @Caller() caller: SignedIn,
    @Args('productId') productId: string,
    @Args('from') from: InfoCategory,
    @Args('to') to: InfoCategory,
  ): Promise<TornFragment[]> {
    return this.ladder.tearLine(caller.reader, productId, from, to)
  }
}
