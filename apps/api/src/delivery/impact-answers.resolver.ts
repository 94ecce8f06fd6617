import { Args, Mutation, Query, Resolver } from '@nestjs/graphql'
import { ImpactAnswersService } from '@noroshi/delivery'
import type { SignedIn } from '@noroshi/membership'
import { Access } from '../door/access.ts'
import { Caller } from '../door/request.ts'

/** What an organisation answers to what it was told. */
@Resolver()
export class ImpactAnswersResolver {
  constructor(private readonly answers: ImpactAnswersService) {}

  @Query('impactAnswers')
  @Access('read', 'Edition')
  impactAnswers(@Caller() caller: SignedIn, @Args('editionId') editionId: string) {
    return this.answers.own(caller.reader, editionId)
  }

  @Mutation('answerImpact')
  @Access('acknowledge', 'Edition')
  answerImpact(@Caller() caller: SignedIn, @Args('editionId') editionId: string, @Args('input') input: unknown) {
    return this.answers.answer(caller.reader, editionId, input)
  }
}
