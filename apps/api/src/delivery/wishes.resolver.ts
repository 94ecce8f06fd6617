import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { WhyToldService, WishesService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** When and of what people wish to be told, and why they were. */
@Resolver()
export class WishesResolver {
  constructor(
    private readonly wishesService: WishesService,
    private readonly whyToldService: WhyToldService,
  ) {}

  @Query('wishes')
  @Access('read', 'Inbox')
  wishes(@Caller() { reader }: SignedIn) {
    return this.wishesService.own(reader)
  }

  @Query('tryWishes')
  @Access('read', 'Inbox')
  tryWishes(@Caller() { reader }: SignedIn, @Args('input') input: unknown) {
    return this.wishesService.tryOut(reader, input)
  }

  @Query('whyTold')
  @Access('read', 'Inbox')
  whyTold(@Caller() { reader }: SignedIn, @Args('seq') seq: number) {
    return this.whyToldService.why(reader, seq)
  }

  @Mutation('saveWishes')
  @Access('SESSION', 'Inbox')
  saveWishes(@Caller() { reader }: SignedIn, @Args('input') input: unknown) {
    return this.wishesService.save(reader, input)
  }
}
