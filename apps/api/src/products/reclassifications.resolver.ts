import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { SignedIn } from '@noroshi/membership'
import { ReclassificationsService } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** Saying anew what an intake is, and what that does. */
@Resolver()
export class ReclassificationsResolver {
  constructor(private readonly service: ReclassificationsService) {}

  @Query('reclassificationEffects')
  @Access('draft', 'Case')
  reclassificationEffects(@Caller() caller: SignedIn, @Args('id') id: string, @Args('input') input: unknown) {
    return this.service.preview(caller.reader, id, input)
  }

  @Mutation('reclassifyIntake')
  @Access('draft', 'Case')
  reclassifyIntake(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('input') input: unknown,
    @Args('reason') reason: string,
  ) {
    return this.service.reclassify(caller.reader, id, input, reason)
  }
}
