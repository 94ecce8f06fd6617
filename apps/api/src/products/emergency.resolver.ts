import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { AfterReviewFinding } from '@noroshi/clearance'
import type { SignedIn } from '@noroshi/membership'
import { AfterReviewsService, OperatingModeService, type AfterReviewState } from '@noroshi/products'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** The mode of the hub, and what is reviewed afterwards. */
@Resolver()
export class EmergencyResolver {
  constructor(
    private readonly modes: OperatingModeService,
    private readonly reviews: AfterReviewsService,
  ) {}

  @Query('operatingMode')
  @Access('read', 'OperatingMode')
  operatingMode(@Caller() caller: SignedIn) {
    return this.modes.now(caller.reader)
  }

  @Query('modeSwitches')
  @Access('read', 'OperatingMode')
  modeSwitches(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.modes.switches(caller.reader, { first, after })
  }

  @Query('afterReviews')
  @Access('read', 'AfterReview')
  afterReviews(
    @Caller() caller: SignedIn,
    @Args('state') state: AfterReviewState,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.reviews.list(caller.reader, state, { first, after })
  }

  @Query('afterReviewCounts')
  @Access('read', 'AfterReview')
  afterReviewCounts(@Caller() caller: SignedIn) {
    return this.reviews.counts(caller.reader)
  }

  @Mutation('declareLargeScale')
  @Access('release', 'OperatingMode')
  declareLargeScale(@Caller() caller: SignedIn, @Args('reason') reason: string, @Args('hours') hours: number) {
    return this.modes.declare(caller.reader, { reason, hours })
  }

  @Mutation('endLargeScale')
  @Access('release', 'OperatingMode')
  endLargeScale(@Caller() caller: SignedIn, @Args('reason') reason: string) {
    return this.modes.end(caller.reader, reason)
  }

  @Mutation('reviewAfterwards')
  @Access('draft', 'AfterReview')
  reviewAfterwards(
    @Caller() caller: SignedIn,
    @Args('id') id: string,
    @Args('finding') finding: AfterReviewFinding,
    @Args('note') note: string,
  ) {
    return this.reviews.review(caller.reader, id, finding, note)
  }
}
