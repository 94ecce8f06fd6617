import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ContributionOutcomesService, FeedbackService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What recipients say of what they were sent, and what became of what they sent. */
@Resolver()
export class FeedbackResolver {
  constructor(
    private readonly feedback: FeedbackService,
    private readonly outcomes: ContributionOutcomesService,
  ) {}

  @Query('myFeedback')
  @Access('read', 'Edition')
  myFeedback(@Caller() caller: SignedIn, @Args('editionId') editionId: string) {
    return this.feedback.own(caller.reader, editionId)
  }

  @Query('reportedIndicators')
  @Access('read', 'Edition')
  reportedIndicators(
    @Caller() caller: SignedIn,
    @Args('editionId') editionId: string,
    @Args('first') first: number,
    @Args('after') after: string | null,
  ) {
    return this.feedback.indicators(caller.reader, editionId, { first, after })
  }

  @Query('ownContributions')
  @Access('contribute', 'Contribution')
  ownContributions(@Caller() caller: SignedIn, @Args('first') first: number, @Args('after') after: string | null) {
    return this.outcomes.own(caller.reader, { first, after })
  }

  @Mutation('giveFeedback')
  @Access('acknowledge', 'Edition')
  giveFeedback(@Caller() caller: SignedIn, @Args('editionId') editionId: string, @Args('input') input: unknown) {
    return this.feedback.say(caller.reader, editionId, input)
  }

  @Mutation('reportIndicator')
  @Access('acknowledge', 'Edition')
  reportIndicator(@Caller() caller: SignedIn, @Args('editionId') editionId: string, @Args('input') input: unknown) {
    return this.feedback.report(caller.reader, editionId, input)
  }
}
